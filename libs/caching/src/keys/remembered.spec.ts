import { remembered } from './remembered.js';

describe('remembered', () => {
  it('makes a text once, and tells numbers from texts', () => {
    const make = jest.fn((part: string | number) => `${typeof part}:${part}`);
    const keyOf = remembered(make);
    expect([keyOf(1), keyOf('1'), keyOf(1), keyOf('1')]).toEqual([
      'number:1',
      'string:1',
      'number:1',
      'string:1',
    ]);
    expect(make).toHaveBeenCalledTimes(2);
  });

  it('refuses a part that is none each time', () => {
    const keyOf = remembered(() => {
      throw new RangeError('no part');
    });
    expect(() => keyOf(NaN)).toThrow('no part');
    expect(() => keyOf(NaN)).toThrow('no part');
  });

  it('keeps neither long parts nor more than ten thousand', () => {
    const make = jest.fn(String);
    const keyOf = remembered(make);
    keyOf('x'.repeat(200));
    keyOf('x'.repeat(200));
    expect(make).toHaveBeenCalledTimes(2);
    for (let part = 0; part <= 10_000; part += 1) keyOf(part);
    make.mockClear();
    keyOf(0);
    expect(make).toHaveBeenCalledTimes(1);
  });
});
