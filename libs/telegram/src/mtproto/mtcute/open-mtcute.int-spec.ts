import { createCipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { NodeCrypto } from './node-crypto.js';
import { openMtcute } from './open-mtcute.js';

describe('NodeCrypto', () => {
  const crypto = new NodeCrypto();
  beforeAll(() => crypto.initialize());

  it('ciphers as AES-IGE is defined: each block between the plain and the ciphered one before it', () => {
    const [key, iv, plain] = [randomBytes(32), randomBytes(32), randomBytes(64)];
    const block = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((byte, at) => byte ^ (b[at] as number)));
    let [ciphered, before] = [iv.subarray(0, 16), iv.subarray(16)];
    const expected: Buffer[] = [];
    for (let at = 0; at < plain.length; at += 16) {
      const piece = plain.subarray(at, at + 16);
      ciphered = xor(block.update(xor(piece, ciphered)), before);
      before = piece;
      expected.push(ciphered);
    }
    const ige = crypto.createAesIge(key, iv);
    expect(Buffer.from(ige.encrypt(plain))).toEqual(Buffer.concat(expected));
    expect(Buffer.from(ige.decrypt(Buffer.concat(expected)))).toEqual(plain);
  });

  it('reads what is packed, and packs only what becomes small enough', () => {
    expect(Buffer.from(crypto.gunzip(gzipSync('figures'))).toString()).toBe('figures');
    expect(crypto.gzip(Buffer.alloc(1_000), 100)).not.toBeNull();
    expect(crypto.gzip(randomBytes(1_000), 100)).toBeNull();
  });
});

describe('openMtcute', () => {
  it('greets the data centre in MTProto, and gives up and hangs up when it does not answer', async () => {
    const connections: Socket[] = [];
    const silent = createServer((socket) => void connections.push(socket.on('error', () => undefined)));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const greeting = once(silent, 'connection').then(([socket]) => once(socket as Socket, 'data'));
    const open = openMtcute({
      ...{ botToken: '1:token', apiId: 1, apiHash: 'hash', timeoutMs: 1_500 },
      dataCentre: { id: 2, ipAddress: '127.0.0.1', port },
    });
    await expect(open(undefined)).rejects.toThrow('did not answer in time');
    const [bytes] = (await greeting) as [Buffer];
    // The intermediate transport, and req_pq_multi: https://core.telegram.org/mtproto/auth_key
    expect(bytes.subarray(0, 4).toString('hex')).toBe('eeeeeeee');
    expect(bytes.includes(Buffer.from('f18e7ebe', 'hex'))).toBe(true);
    await Promise.all(connections.map((socket) => socket.destroyed || once(socket, 'close')));
    silent.close();
    await once(silent, 'close');
  });
});
