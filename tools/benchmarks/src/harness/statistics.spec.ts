import { quantile, ratios, seededRandom, spreadOf } from './statistics.js';

describe('quantile', () => {
  it('interpolates between neighbours, whatever the order', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([5, 1, 3], 0.5)).toBe(3);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([7], 0.95)).toBe(7);
  });

  it('says that there is nothing', () => {
    expect(() => quantile([], 0.5)).toThrow('There are no figures');
  });
});

it('gives middle, quartiles and extremes', () => {
  expect(spreadOf([1, 2, 3, 4, 100])).toEqual({ median: 3, min: 1, max: 100, q1: 2, q3: 4 });
});

describe('ratios', () => {
  it('pairs the sides by round', () => {
    expect(ratios([10, 40], [5, 10])).toEqual([2, 4]);
  });

  it('refuses sides that can not be paired', () => {
    expect(() => ratios([1, 2], [1])).toThrow('2 and 1 rounds');
  });
});

it('draws the same numbers for the same seed, spread over 0 to 1', () => {
  const draw = (seed: number) => Array.from({ length: 1_000 }, seededRandom(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(quantile(draw(7), 0.5)).toBeCloseTo(0.5, 1);
  expect(Math.max(...draw(7))).toBeLessThan(1);
});
