import { channelAnomalies, channelForecast } from '@analyticbot/contracts';
import type { ChannelDay, SubscriberPoint } from '@analyticbot/storage';
import { forecastOf, hourlyChanges, subscribersFinding, viewsFinding } from './channel-outlook.assembly.js';

const hour = 3_600_000;
const now = new Date('2026-11-23T12:20:00Z');
const sources = { subscribers: 'bot-api', views: 'preview' } as const;

const day = (ago: number, changes: Partial<ChannelDay> = {}): ChannelDay => ({
  day: new Date(now.getTime() - ago * 24 * hour).toISOString().slice(0, 10),
  ...{ firstSubscribers: null, firstAt: null, lastSubscribers: null, lastAt: null, minSubscribers: null },
  ...{ maxSubscribers: null, samples: 0, joins: 0, leaves: 0, viewsGained: null, posts: null },
  ...changes,
});
const days = (count: number, of: (ago: number) => Partial<ChannelDay>) =>
  Array.from({ length: count + 1 }, (_, index) => day(count - index, of(count - index)));

/** Counts every 55 minutes for six weeks; the channel gains two an hour, and `lately` in each of the last two hours. */
function counts(lately: number): SubscriberPoint[] {
  const from = now.getTime() - 42 * 24 * hour;
  return Array.from({ length: Math.floor((42 * 24 * 60) / 55) + 1 }, (_, index) => {
    const at = new Date(from + index * 55 * 60_000);
    const recent = Math.max(0, at.getTime() - Date.parse('2026-11-23T10:00:00Z')) / hour;
    return {
      at,
      subscribers: Math.round(1_000 + (2 * (at.getTime() - from)) / hour + lately * recent),
      source: 'bot-api',
    };
  });
}

describe('forecastOf', () => {
  it('carries subscribers on, with what speaks for it', () => {
    const known = days(60, (ago) => ({ lastSubscribers: 5_000 - 10 * ago }));
    const found = forecastOf({ metric: 'subscribers', days: 7 }, known, '2026-11-23', sources);
    expect(channelForecast.parse(found)).toMatchObject({
      available: true,
      source: 'bot-api',
      sampleSize: 61,
    });
    if (!found.available) throw new Error('expected a forecast');
    expect(found.days[0]?.day).toBe('2026-11-24');
    expect(found.days.at(-1)?.value).toBeCloseTo(5_070, 6);
  });

  it('does not take the unfinished day for a bad one', () => {
    const known = days(60, (ago) => ({ viewsGained: ago === 0 ? 3 : 1_000 }));
    const found = forecastOf({ metric: 'views', days: 3 }, known, '2026-11-23', sources);
    expect(found).toMatchObject({ available: true, source: 'preview', sampleSize: 60 });
    if (found.available) expect(found.days.map(({ value }) => value)).toEqual([1_000, 1_000, 1_000]);
  });

  it('says why there is none', () => {
    const short = days(5, () => ({ lastSubscribers: 10 }));
    expect(forecastOf({ metric: 'subscribers', days: 7 }, short, '2026-11-23', sources)).toEqual({
      ...{ available: false, metric: 'subscribers', reason: 'history-too-short' },
    });
  });
});

describe('subscribersFinding', () => {
  it('finds two hours in a row that lose far more than is usual', () => {
    const found = subscribersFinding(counts(-100), now);
    expect(found).toMatchObject({ anomalous: true, direction: 'down', metric: 'subscribers', sampleSize: 5 });
    expect(channelAnomalies.parse({ checkedAt: now.toISOString(), findings: [found] })).toBeDefined();
  });

  it('finds nothing in a usual day, and says nothing across a gap', () => {
    expect(subscribersFinding(counts(0), now)).toMatchObject({ anomalous: false, reason: 'usual' });
    const gap = counts(-100).filter(
      ({ at }) => at < new Date('2026-11-23T08:30:00Z') || at > new Date('2026-11-23T11:30:00Z'),
    );
    expect(subscribersFinding(gap, now)).toMatchObject({ anomalous: false, reason: 'gap-in-data' });
    expect(subscribersFinding([], now)).toMatchObject({ anomalous: false, reason: 'not-enough-data' });
  });
});

describe('viewsFinding', () => {
  const usual = (ago: number) => 1_000 + 10 * (ago % 3);

  it('finds two days in a row far below what is usual', () => {
    const known = days(42, (ago) => ({ viewsGained: ago === 1 || ago === 2 ? 300 : usual(ago) }));
    expect(viewsFinding(known, '2026-11-23')).toMatchObject({
      anomalous: true,
      direction: 'down',
      value: 300,
    });
  });

  it('leaves a single bad day alone', () => {
    const known = days(42, (ago) => ({ viewsGained: ago === 1 ? 300 : usual(ago) }));
    expect(viewsFinding(known, '2026-11-23')).toMatchObject({ anomalous: false, reason: 'usual' });
  });
});

it('takes hours apart by counts that lie across their ends', () => {
  const point = (time: string, subscribers: number): SubscriberPoint => ({
    ...{ at: new Date(`2026-11-23T${time}:00Z`), subscribers, source: 'bot-api' },
  });
  // At 10:00 half way from 100 to 110: 105; at 11:00 110 + 1/3 of 30: 120.
  const points = [point('09:00', 90), point('09:30', 100), point('10:30', 110), point('12:00', 140)];
  expect(hourlyChanges(points, now)).toEqual([
    { at: new Date('2026-11-23T09:00:00Z'), value: 15 },
    { at: new Date('2026-11-23T10:00:00Z'), value: 15 },
    { at: new Date('2026-11-23T11:00:00Z'), value: 20 },
  ]);
});
