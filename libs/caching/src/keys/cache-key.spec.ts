import fc from 'fast-check';
import { InvalidKeyError } from '../caching.errors.js';
import { keyUnder, tag } from './cache-key.js';

describe('cache keys', () => {
  const parts = fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.integer(),
      fc.constantFrom('', ':', '~1', '!', '%3A', 'a:b'),
    ),
    { maxLength: 4 },
  );

  it('never gives two lists of parts one key', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(keyUnder('n:v:1:g', a) === keyUnder('n:v:1:g', b)).toBe(same);
      }),
    );
  });

  it('tells texts from numbers and parts from their joint', () => {
    const keys = [['1'], [1], ['1', ''], ['', '1'], ['a:b'], ['a', 'b'], []].map((list) =>
      keyUnder('n:v:1:g', list),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyUnder('n:v:1:g', ['overview', 30])).toBe('n:v:1:g:overview:~30');
  });

  it('shortens long keys without mixing them up', () => {
    const [a, b] = ['a', 'b'].map((last) => keyUnder('n:v:1:g', ['x'.repeat(2_000) + last]));
    expect(a).not.toBe(b);
    expect(a?.length).toBeLessThan(100);
  });

  it('refuses what has no single form', () => {
    expect(() => keyUnder('n:g', [Number.NaN])).toThrow(InvalidKeyError);
    expect(() => keyUnder('n:g', ['\uD800'])).toThrow(InvalidKeyError);
  });

  it('makes tags of the same parts', () => {
    expect(tag('channel', 123)).toBe('channel:~123');
    expect(tag('channel', '-100:5')).toBe('channel:-100%3A5');
    expect(() => tag('x'.repeat(300))).toThrow(InvalidKeyError);
  });
});
