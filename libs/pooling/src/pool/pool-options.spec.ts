import { resolvePoolOptions } from './pool-options.js';
import { DurationWindow } from './pool-stats.js';

const url = 'postgres://u:secret@h/d';

describe('resolvePoolOptions', () => {
  it('has a deadline and a bound for everything by default', () => {
    expect(resolvePoolOptions({ url })).toMatchObject({
      poolMin: 10,
      poolMax: 50,
      acquireTimeoutMs: 5_000,
      maxWaiting: 1_000,
      lanes: {
        interactive: { statementTimeoutMs: 10_000, idleInTransactionTimeoutMs: 30_000 },
        batch: { statementTimeoutMs: 60_000 },
        maintenance: { statementTimeoutMs: 0 },
      },
      leakAfterMs: 60_000,
      drainTimeoutMs: 10_000,
    });
  });

  it('keeps the minimum within a small maximum', () => {
    expect(resolvePoolOptions({ url, poolMax: 4 }).poolMin).toBe(4);
  });

  it.each([
    { poolMin: 5, poolMax: 4 },
    { poolMax: 0 },
    { acquireTimeoutMs: 0 },
    { statementTimeoutMs: -1 },
    { lanes: { batch: { statementTimeoutMs: 0.5 } } },
  ])('refuses %j', (options) => {
    expect(() => resolvePoolOptions({ url, ...options })).toThrow(RangeError);
  });
});

describe('DurationWindow', () => {
  it('gives quantiles of the last values only', () => {
    const window = new DurationWindow(100);
    expect(window.quantiles()).toBeNull();
    for (let value = 1; value <= 300; value += 1) window.add(value);
    expect(window.quantiles()).toEqual({ p50: 250, p95: 295 });
  });
});
