import { RollingQuantiles } from './rolling-quantiles.js';

describe('rolling quantiles', () => {
  it('knows nothing at first and invents nothing', () => {
    const quantiles = new RollingQuantiles(60_000, () => 1_000);
    expect(quantiles.snapshot()).toEqual({ p50: null, p95: null, p99: null, count: 0, since: 1_000 });
  });

  it('gives quantiles in seconds', () => {
    const quantiles = new RollingQuantiles(60_000, () => 0);
    for (let ms = 1; ms <= 100; ms += 1) quantiles.record(ms / 1000);
    const { p50, p95, p99, count } = quantiles.snapshot();
    expect(p50).toBeCloseTo(0.05, 3);
    expect(p95).toBeCloseTo(0.095, 3);
    expect(p99).toBeCloseTo(0.099, 3);
    expect(count).toBe(100);
  });

  it('forgets what is older than two windows', () => {
    let now = 0;
    const quantiles = new RollingQuantiles(60_000, () => now);
    quantiles.record(1);
    now = 70_000;
    quantiles.record(0.001);
    expect(quantiles.snapshot()).toMatchObject({ count: 2, since: 0 });
    now = 140_000;
    expect(quantiles.snapshot()).toMatchObject({ count: 1, since: 70_000 });
    now = 500_000;
    expect(quantiles.snapshot()).toMatchObject({ count: 0, p50: null, since: 500_000 });
  });
});
