import fc from 'fast-check';
import { parseCount } from './parse-count.js';

describe('parseCount', () => {
  it.each([
    ['857', 857, 857, 857],
    ['1', 1, 1, 1],
    ['2 805', 2_805, 2_805, 2_805],
    ['1\u00a0234\u00a0567', 1_234_567, 1_234_567, 1_234_567],
    ['12.3K', 12_300, 12_250, 12_349],
    ['29.0K', 29_000, 28_950, 29_049],
    ['171.9K', 171_900, 171_850, 171_949],
    ['715K', 715_000, 714_500, 715_499],
    ['9.67K', 9_670, 9_665, 9_674],
    ['1.05M', 1_050_000, 1_045_000, 1_054_999],
    ['2M', 2_000_000, 1_950_000, 2_049_999],
  ])('reads %s', (shown, value, low, high) => {
    expect(parseCount(` ${shown}\n`)).toEqual({ value, low, high, shown });
  });

  it.each(['', 'K', '1.2.3K', '12,3K', 'views', '-5', '1e3', '12.3X', '99999999999999999999'])(
    'finds no count in "%s"',
    (text) => {
      expect(parseCount(text)).toBeUndefined();
    },
  );

  it('always holds the number that was rounded to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 999_499 }), (exact) => {
        const digits = exact < 10_000 ? 2 : exact < 100_000 ? 1 : 0;
        const shown = `${Number((exact / 1_000).toFixed(digits))}K`;
        const count = parseCount(shown);
        // A tie may be rounded either way by the page.
        expect(count?.low).toBeLessThanOrEqual(exact);
        expect(count?.high).toBeGreaterThanOrEqual(exact - 1);
      }),
    );
  });
});
