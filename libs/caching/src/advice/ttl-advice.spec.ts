import { ChangeObserver } from './change-observer.js';
import { adviseTtl } from './ttl-advice.js';

const minute = 60_000;

describe('advice on the time to live', () => {
  it('is not given on thin evidence', () => {
    expect(adviseTtl(minute, { reloads: 29, changed: 3, meanAgeMs: minute })).toBeNull();
  });

  it('says longer where reloads find nothing new', () => {
    expect(adviseTtl(minute, { reloads: 500, changed: 0, meanAgeMs: minute })).toMatchObject({
      verdict: 'longer',
      ttlMs: 8 * minute,
    });
  });

  it('says shorter where nearly every reload finds something new', () => {
    expect(adviseTtl(minute, { reloads: 500, changed: 480, meanAgeMs: minute })).toMatchObject({
      verdict: 'shorter',
      ttlMs: minute / 8,
    });
  });

  it('finds the interval of changes that come at random', () => {
    // Changes every ten minutes, looked at each minute: 1 - e^-0.1 of the reloads differ.
    const advice = adviseTtl(minute, { reloads: 10_000, changed: 952, meanAgeMs: minute });
    expect(advice?.changesEveryMs).toBeGreaterThan(9.8 * minute);
    expect(advice?.changesEveryMs).toBeLessThan(10.2 * minute);
    // 95 % current: T = 0.1035 times the interval.
    expect(advice).toMatchObject({ verdict: 'keep', ttlMs: minute });
  });

  it('follows what has changed since', () => {
    const observer = new ChangeObserver();
    for (let reload = 0; reload < 10_000; reload += 1) observer.reloaded(minute, true);
    for (let reload = 0; reload < 20_000; reload += 1) observer.reloaded(minute, false);
    expect(observer.advice(minute)?.verdict).toBe('longer');
  });
});
