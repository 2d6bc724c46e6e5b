import { imageSize } from './image-size.js';

describe('imageSize', () => {
  it('reads PNG, GIF and JPEG', () => {
    const png = Buffer.alloc(24);
    Buffer.from('89504e470d0a1a0a', 'hex').copy(png);
    png.writeUInt32BE(640, 16);
    png.writeUInt32BE(480, 20);
    expect(imageSize(png)).toEqual({ width: 640, height: 480 });
    expect(imageSize(Buffer.from('47494638396110000800', 'hex'))).toEqual({ width: 16, height: 8 });
    const jpeg = Buffer.from('ffd8ffe000040000ffc0001108001000200301220002110103110100', 'hex');
    expect(imageSize(jpeg)).toEqual({ width: 32, height: 16 });
  });

  it('knows nothing of other or cut-off files', () => {
    expect(imageSize(Buffer.from('hello, world, this is text'))).toBeUndefined();
    expect(imageSize(Buffer.from('ffd8ffe00004', 'hex'))).toBeUndefined();
    expect(imageSize(Buffer.alloc(0))).toBeUndefined();
  });
});
