import fc from 'fast-check';
import { delivered } from '../any-order.contract.js';
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

  it('goes on judging after a campaign has ended', () => {
    const late = member('z', 3, new Date('2026-11-19T00:00:00Z'));
    // 11 judged, of whom b and z left within a week, and a on the first day.
    const known = churn([...ten, late], 7, window, { knownUntil: new Date('2026-11-27T00:00:00Z') });
    expect(known).toMatchObject({ value: 3 / 11, sampleSize: 11, window });
  });

  it('counts joins that are no longer kept one by one with those that are', () => {
    const known = { settled: { joins: 90, left: 18 } };
    expect(churn(ten, 7, window, known)).toMatchObject({ value: 0.2, sampleSize: 100, window });
    expect(churn([], 7, window, known)).toMatchObject({ value: 0.2, sampleSize: 90 });
  });

  it('is that of joins since they are known, and missing with the date where there are none', () => {
    const knownSince = new Date('2026-11-03T00:00:00Z');
    const early = member('y', 0.5, new Date('2026-11-02T00:00:00Z'));
    expect(churn([...ten, early], 7, window, { knownSince })).toMatchObject({
      ...{ value: 0.2, sampleSize: 10, window: { from: knownSince, to: window.to } },
    });
    expect(churn([early], 7, window, { knownSince })).toEqual({
      ...{ available: false, reason: 'no-longer-kept', since: knownSince },
    });
    expect(churn([], 7, window, { knownSince: window.from })).toEqual({
      ...{ available: false, reason: 'not-enough-data' },
    });
  });

  it('believes the row that knows of a leave', () => {
    const rows = [member('a', null), member('a', 0.5)];
    expect(churn(rows, 1, window)).toMatchObject({ value: 1, sampleSize: 1 });
    expect(churn([...rows].reverse(), 1, window)).toMatchObject({ value: 1, sampleSize: 1 });
  });

  const people = fc.uniqueArray(
    fc.record({ key: fc.string(), stayed: fc.option(fc.double({ min: 0, max: 30, noNaN: true })) }),
    { selector: ({ key }) => key, minLength: 1 },
  );

  it('grows with time and stays a share, whatever the order and however often a row comes', () => {
    const rows = people.chain((some) => {
      const members = some.map(({ key, stayed }) => member(key, stayed));
      return fc.tuple(fc.constant(members), delivered(members));
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 7 }), ([members, again], days) => {
        const [short, long] = [churn(members, days, window), churn(members, days + 7, window)];
        if (!short.available || !long.available) return false;
        expect(churn(again, days, window)).toEqual(short);
        expect(netCostPerSubscriber(10, again, window)).toEqual(netCostPerSubscriber(10, members, window));
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

  it('is missing when nobody stayed, and where no cost is known', () => {
    expect(netCostPerSubscriber(90, [member('a', 0.1)], window)).toMatchObject({ reason: 'not-enough-data' });
    expect(netCostPerSubscriber(null, ten, window)).toEqual({ available: false, reason: 'no-cost' });
  });

  it('shares it among joins that are no longer kept one by one, too, and is missing where some are not known', () => {
    const settled = { joins: 90, left: 9 };
    expect(netCostPerSubscriber(90, ten, window, { settled })).toMatchObject({ value: 1, sampleSize: 100 });
    const knownSince = new Date('2026-11-03T00:00:00Z');
    expect(netCostPerSubscriber(90, ten, window, { settled, knownSince })).toEqual({
      ...{ available: false, reason: 'no-longer-kept', since: knownSince },
    });
    expect(netCostPerSubscriber(90, ten, window, { knownSince: window.from })).toMatchObject({ value: 10 });
  });

  it('is at least the cost over all joins, grows with it, and with who leaves on the first day', () => {
    const stays = fc.array(fc.option(fc.double({ min: 0, max: 3, noNaN: true })), { minLength: 1 });
    fc.assert(
      fc.property(stays, fc.nat(10_000), fc.nat(1_000), (some, cost, more) => {
        const members = some.map((stayed, index) => member(String(index), stayed));
        const figure = netCostPerSubscriber(cost, members, window);
        if (!figure.available) return some.every((stayed) => stayed !== null && stayed <= 1);
        expect(figure.value).toBeGreaterThanOrEqual(cost / members.length - 1e-9);
        const dearer = netCostPerSubscriber(cost + more, members, window);
        const [first, ...rest] = members;
        const fewer = netCostPerSubscriber(cost, [{ ...first!, leftAt: joined }, ...rest], window);
        expect(dearer.available && dearer.value >= figure.value).toBe(true);
        return !fewer.available || fewer.value >= figure.value;
      }),
    );
  });
});
