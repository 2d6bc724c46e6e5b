import { pointsOf, scoreOf, weights } from './score.js';

const all = (factor: number) =>
  Object.fromEntries(Object.entries(weights).map(([id, { goal }]) => [id, goal * factor]));

describe('the score', () => {
  it('is 100 when every goal is reached, and not more beyond', () => {
    expect(scoreOf(all(1))).toBeCloseTo(100);
    expect(scoreOf(all(7))).toBeCloseTo(100);
  });

  it('falls in proportion to what is missing', () => {
    expect(scoreOf(all(0.5))).toBeCloseTo(50);
    expect(pointsOf(2.5, { weight: 20, goal: 10 })).toBe(5);
  });

  it('is no score while a part is missing', () => {
    expect(() => scoreOf({ 'report-speed-up': 10 })).toThrow('was not measured');
  });
});
