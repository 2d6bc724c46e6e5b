import fc from 'fast-check';
import { reachAtAge, valueAt } from '@analyticbot/analytics';
import type { KnownPost, PostSnapshot } from '@analyticbot/storage';
import { sparseSnapshots } from './sparse-snapshots.js';

const hour = 3_600_000;
const posted = new Date('2026-11-20T08:00:00Z');
const at = (hours: number) => new Date(posted.getTime() + hours * hour);

const snapshot = (hours: number, views: number): PostSnapshot => ({
  ...{ channelId: '-1', messageId: 1, postedAt: posted, takenAt: at(hours), source: 'preview' },
  ...{ views, viewsLow: views, viewsHigh: views, viewsShown: null, forwards: null, replies: null },
});

/** Reads a post at these ages as the collector does, with what storage would know in between. */
function collect(readings: readonly PostSnapshot[]): { stored: PostSnapshot[]; looked: number } {
  const stored: PostSnapshot[] = [];
  let looked = 0;
  let known: KnownPost | undefined;
  for (const reading of readings) {
    const result = sparseSnapshots([reading], known ? new Map([[1, known]]) : new Map());
    stored.push(...result.store);
    looked += result.looked.length;
    const { source, takenAt, ...figures } = reading;
    const isStored = result.store.includes(reading);
    known = {
      ...{ mediaGroupId: null, ...figures, viewsSource: source, readAt: takenAt },
      storedAt: isStored ? takenAt : (known?.storedAt ?? null),
    };
  }
  return { stored, looked };
}

const around = (readings: readonly PostSnapshot[], moment: Date) => {
  const of = (one: PostSnapshot | undefined) => (one ? { at: one.takenAt, views: one.views ?? 0 } : null);
  return {
    before: of(readings.filter(({ takenAt }) => takenAt <= moment).at(-1)),
    after: of(readings.find(({ takenAt }) => takenAt >= moment)),
  };
};

/** Hourly readings for 60 hours of a counter that stands still now and then. */
const histories = fc.array(fc.constantFrom(0, 0, 0, 3, 50), { minLength: 60, maxLength: 60 }).map((gains) => {
  let views = 10;
  return gains.map((gain, index) => snapshot(index + 0.5, (views += gain)));
});

describe('sparseSnapshots', () => {
  it('stores a plateau by its ends', () => {
    const { stored, looked } = collect(
      [9, 9.25, 9.5, 9.75, 10].map((hours) => snapshot(hours, hours < 10 ? 100 : 120)),
    );
    expect(stored.map(({ takenAt, views }) => [takenAt, views])).toEqual([
      [at(9), 100],
      [at(9.75), 100],
      [at(10), 120],
    ]);
    expect(looked).toBe(3);
  });

  it('makes no figure at any moment another than all readings would', () => {
    fc.assert(
      fc.property(histories, fc.double({ min: 1, max: 59, noNaN: true }), (all, hours) => {
        const { stored } = collect(all);
        const moment = at(hours);
        const exact = around(all, moment);
        const sparse = around(stored, moment);
        if (sparse.after === null) return; // the newest plateau goes on: its end is not known yet
        const value = valueAt(sparse.before, sparse.after, moment, 60 * hour);
        expect(value).toBeCloseTo(valueAt(exact.before, exact.after, moment, 60 * hour) ?? -1, 6);
      }),
    );
  });

  it('leaves no gap where reach is defined', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(12, 24, 48), (all, age) => {
        const window = { from: posted, to: at(60) };
        const reach = (some: readonly PostSnapshot[]) =>
          reachAtAge([{ messageId: 1, postedAt: posted, ...around(some, at(age)) }], age, window);
        const [exact, sparse] = [reach(all), reach(collect(all).stored)];
        expect(sparse).toMatchObject({ available: true });
        if (exact.available && sparse.available) expect(sparse.value).toBeCloseTo(exact.value, 6);
      }),
    );
  });

  it('stores something every day, and much less than was read of a quiet post', () => {
    const quiet = Array.from({ length: 48 }, (_, index) => snapshot(24 + index, 500));
    const { stored } = collect(quiet);
    expect(stored.length).toBeLessThan(14);
    const days = new Set(stored.map(({ takenAt }) => takenAt.toISOString().slice(0, 10)));
    expect(days.size).toBe(3);
  });

  it('never takes the figure of another source for the same', () => {
    const known: KnownPost = {
      ...{
        messageId: 1,
        mediaGroupId: null,
        postedAt: posted,
        views: 5,
        viewsLow: 5,
        viewsHigh: 5,
        viewsShown: null,
      },
      ...{ viewsSource: 'mtproto', forwards: null, replies: null, readAt: at(1), storedAt: at(1) },
    };
    expect(sparseSnapshots([snapshot(1.1, 5)], new Map([[1, known]])).store).toHaveLength(1);
  });
});
