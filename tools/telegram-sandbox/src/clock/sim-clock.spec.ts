import { AdjustableClock } from './sim-clock.js';

const at = (text: string): Date => new Date(text);

describe('AdjustableClock', () => {
  let real = Date.UTC(2026, 0, 1);
  const clock = (options = {}): AdjustableClock => new AdjustableClock(() => real, options);
  beforeEach(() => (real = Date.UTC(2026, 0, 1)));

  it('is the real time when left alone', () => {
    const untouched = clock();
    real += 5000;
    expect(untouched.now()).toEqual(at('2026-01-01T00:00:05Z'));
  });

  it('runs faster from a given start', () => {
    const fast = clock({ start: at('2025-06-01T00:00:00Z'), speed: 60 });
    real += 1000;
    expect(fast.now()).toEqual(at('2025-06-01T00:01:00Z'));
  });

  it('keeps the moment when its speed changes, stands still, and jumps ahead', () => {
    const changed = clock();
    real += 10_000;
    changed.change({ speed: 100 });
    expect(changed.now()).toEqual(at('2026-01-01T00:00:10Z'));
    changed.change({ frozen: true });
    real += 10_000;
    expect(changed.now()).toEqual(at('2026-01-01T00:00:10Z'));
    changed.change({ advanceMs: 3_600_000 });
    expect(changed.now()).toEqual(at('2026-01-01T01:00:10Z'));
  });

  it('refuses to run backwards', () => {
    expect(() => clock().change({ now: at('2025-12-31T23:59:59Z') })).toThrow(RangeError);
  });

  it('after a restart shows the real time again, if it did before', () => {
    const saved = clock().save();
    real += 86_400_000;
    const resumed = clock();
    resumed.resume(saved);
    expect(resumed.now()).toEqual(at('2026-01-02T00:00:00Z'));
  });

  it('after a restart goes on where it stopped, if it was another time', () => {
    const saved = clock({ start: at('2025-06-01T00:00:00Z') }).save();
    real += 86_400_000;
    const resumed = clock();
    resumed.resume(saved, 10);
    expect(resumed.now()).toEqual(at('2025-06-01T00:00:00Z'));
    real += 1000;
    expect(resumed.now()).toEqual(at('2025-06-01T00:00:10Z'));
  });
});
