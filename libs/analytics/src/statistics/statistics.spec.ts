import fc from 'fast-check';
import { mean, meanInterval, median, medianInterval, ratioInterval, shareInterval } from '../index.js';

describe('median', () => {
  it('is the middle value, or the mean of the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('meanInterval', () => {
  it("is Student's", () => {
    // 2, 4, 6: mean 4, s² = (4 + 0 + 4) ÷ 2 = 4, s ÷ √3 = 1.1547; t with 2 degrees 4.303 → ± 4.9687, not below 0
    const interval = meanInterval([2, 4, 6]);
    expect(interval?.low).toBe(0);
    expect(interval?.high).toBeCloseTo(8.9687, 3);
    expect(interval?.level).toBe(0.95);
    expect(meanInterval([7])).toBeUndefined();
    expect(meanInterval([5, 5])).toMatchObject({ low: 5, high: 5 });
  });

  it('holds the mean, in whatever order, and narrows when the same is seen more often', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 2, maxLength: 40 }), (values) => {
        const [one, other] = [meanInterval(values), meanInterval([...values].reverse())];
        const more = meanInterval([...values, ...values, ...values]);
        if (!one || !other || !more) return false;
        expect(one.low).toBeLessThanOrEqual(mean(values) + 1e-6);
        expect(one.high).toBeGreaterThanOrEqual(mean(values) - 1e-6);
        expect(other.high).toBeCloseTo(one.high, 6);
        return more.high - more.low <= one.high - one.low + 1e-6;
      }),
    );
  });
});

describe('medianInterval', () => {
  it('counts in from both ends as far as the binomial distribution allows', () => {
    // 6 values: both ends hold it but for 2 × 0.5⁶ = 3.1 %; one further in it would be 2 × 7 ÷ 64 = 21.9 %.
    expect(medianInterval([6, 5, 4, 3, 2, 1])).toEqual({ low: 1, high: 6, level: 0.95 });
    // 10 values: 2 × (1 + 10) ÷ 1024 = 2.1 % at the second, 2 × 56 ÷ 1024 = 10.9 % at the third.
    expect(medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual({ low: 2, high: 9, level: 0.95 });
    // 5 values: 2 × 0.5⁵ = 6.25 % even at the ends.
    expect(medianInterval([1, 2, 3, 4, 5])).toBeUndefined();
    // 2000 values: 1000 ± 0.98 × √2000 = 43.8
    const many = Array.from({ length: 2_000 }, (_, index) => index + 1);
    expect(medianInterval(many)?.low).toBeGreaterThanOrEqual(956);
    expect(medianInterval(many)?.low).toBeLessThanOrEqual(958);
  });

  it('holds the median and stays within the values', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 6, maxLength: 60 }), (values) => {
        const interval = medianInterval(values);
        if (!interval) return false;
        expect(interval.low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(interval.high).toBeLessThanOrEqual(Math.max(...values));
        return interval.low <= median(values) && median(values) <= interval.high;
      }),
    );
  });
});

describe('ratioInterval', () => {
  it("is the ratio estimator's", () => {
    // 10 of 100 and 30 of 100: ratio 0.2, residues ∓10, s = √(2 ÷ 1 × 200) ÷ 200 = 0.1; t with 1 degree 12.706
    const interval = ratioInterval([
      { part: 10, whole: 100 },
      { part: 30, whole: 100 },
    ]);
    expect(interval?.low).toBe(0);
    expect(interval?.high).toBeCloseTo(0.2 + 1.2706, 9);
    expect(ratioInterval([{ part: 1, whole: 2 }])).toBeUndefined();
  });

  it('has no width where the ratio is always the same', () => {
    const same = [100, 250, 900].map((whole) => ({ part: whole / 4, whole }));
    expect(ratioInterval(same)).toEqual({ low: 0.25, high: 0.25, level: 0.95 });
  });
});

describe('shareInterval', () => {
  it("is Wilson's", () => {
    // 2 of 10: (0.2 + 0.19208) ÷ 1.38416 = 0.28326 ± 1.96 ÷ 1.38416 × √(0.016 + 0.009604) = 0.22658
    expect(shareInterval(2, 10).low).toBeCloseTo(0.0567, 4);
    expect(shareInterval(2, 10).high).toBeCloseTo(0.5098, 4);
  });

  it('is a share that holds the share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), (all, some) => {
        const hits = Math.min(all, some);
        const { low, high } = shareInterval(hits, all);
        expect(low).toBeLessThanOrEqual(hits / all + 1e-9);
        expect(high).toBeGreaterThanOrEqual(hits / all - 1e-9);
        return low >= 0 && high <= 1;
      }),
    );
  });
});
