import fc from 'fast-check';
import { churn, netCostPerSubscriber, type CampaignMember } from '../index.js';

const window = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-11-20T00:00:00Z') };
const joined = new Date('2026-11-05T00:00:00Z');
const day = 86_400_000;

/** Somebody who joined on the 5th and left so many days later. */
function member(key: string, stayedDays: number | null, joinedAt = joined): CampaignMember {
  const leftAt = stayedDays === null ? null : new Date(joinedAt.getTime() + stayedDays * day);
  return { memberKey: key, joinedAt, leftAt };
}

const ten = [member('a', 0.5), member('b', 3), ...[...'cdefghij'].map((key) => member(key, null))];

describe('churn', () => {
  it('is the share that left in time, with Wilson’s interval', () => {
    expect(churn(ten, 1, window)).toMatchObject({ value: 0.1, sampleSize: 10 });
    const seven = churn(ten, 7, window);
    expect(seven).toMatchObject({ value: 0.2 });
    // Wilson, 2 of 10: 0.0567 to 0.5098
    if (!seven.available) throw new Error('expected a figure');
    expect(seven.interval?.low).toBeCloseTo(0.0567, 3);
    expect(seven.interval?.high).toBeCloseTo(0.5098, 3);
  });

  it('waits until somebody can be judged', () => {
    const late = member('z', null, new Date('2026-11-19T00:00:00Z'));
    expect(churn([...ten, late], 7, window)).toMatchObject({ sampleSize: 10 });
    expect(churn([late], 7, window)).toEqual({ available: false, reason: 'history-too-short' });
    expect(churn([], 7, window)).toEqual({ available: false, reason: 'not-enough-data' });
  });

  const people = fc.uniqueArray(
    fc.record({ key: fc.string(), stayed: fc.option(fc.double({ min: 0, max: 30, noNaN: true })) }),
    { selector: ({ key }) => key, minLength: 1 },
  );

  it('grows with time and stays a share, whatever the order and however often a row comes', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 7 }), (some, days) => {
        const members = some.map(({ key, stayed }) => member(key, stayed));
        const [short, long] = [churn(members, days, window), churn(members, days + 7, window)];
        if (!short.available || !long.available) return false;
        expect(churn([...members, ...members].reverse(), days, window)).toEqual(short);
        expect(short.interval?.low).toBeLessThanOrEqual(short.value + 1e-9);
        expect(short.interval?.high).toBeGreaterThanOrEqual(short.value - 1e-9);
        return short.value >= 0 && long.value <= 1 && short.value <= long.value;
      }),
    );
  });
});

describe('netCostPerSubscriber', () => {
  it('shares the cost among those who stayed for a day', () => {
    expect(netCostPerSubscriber(90, ten, window)).toMatchObject({ value: 10, sampleSize: 10 });
  });

  it('is missing when nobody stayed', () => {
    expect(netCostPerSubscriber(90, [member('a', 0.1)], window)).toEqual({
      available: false,
      reason: 'not-enough-data',
    });
  });
});
