import {
  findAnomaly,
  forecast,
  median,
  valueAt,
  type DayValue,
  type HourValue,
  type ReadValue,
} from '@analyticbot/analytics';
import type {
  AnomalyFinding,
  ChannelForecast,
  ChannelForecastRequest,
  FigureSource,
  OutlookMetric,
} from '@analyticbot/contracts';
import type { DayFigures, SubscriberPoint } from '@analyticbot/storage';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Counts further apart say nothing about the hour between them. */
const countsApartMs = 2.5 * hourMs;
/** Smaller changes are nobody's news: of subscribers in an hour, of views a day as a share of what is usual. */
const fewestSubscribers = 5;
const subscribersShare = 0.002;
const fewestViews = 50;
const viewsShare = 0.2;

/** Forecasts a metric from a channel's days, today's unfinished views left out. */
export function forecastOf(
  { metric, days }: Pick<ChannelForecastRequest, 'metric' | 'days'>,
  known: readonly DayFigures[],
  today: string,
  sources: Readonly<Record<OutlookMetric, FigureSource | null>>,
): ChannelForecast {
  const finished = metric === 'views' ? known.filter(({ day }) => day < today) : known;
  const series = finished.map(({ day, lastSubscribers, viewsGained }): DayValue => ({
    day,
    value: metric === 'views' ? viewsGained : lastSubscribers,
  }));
  const source = sources[metric];
  const found = forecast(series, { days, kind: metric === 'views' ? 'flow' : 'count' });
  if (!found.available) return { available: false, metric, reason: found.reason };
  if (source === null) return { available: false, metric, reason: 'no-source' };
  return { ...found, metric, source, days: [...found.days] };
}

/** Whether subscribers changed unusually in the last two full hours that are known at `now`. Gaps suppress it. */
export function subscribersFinding(counts: readonly SubscriberPoint[], now: Date): AnomalyFinding {
  const floor = Math.max(fewestSubscribers, (counts.at(-1)?.subscribers ?? 0) * subscribersShare);
  return findingOf('subscribers', findAnomaly(hourlyChanges(counts, now), { floor }));
}

/** Whether views were unusual on the last two full days before `today` (`YYYY-MM-DD`). */
export function viewsFinding(days: readonly DayFigures[], today: string): AnomalyFinding {
  const series = days
    .filter(({ day }) => day < today)
    .map(({ day, viewsGained }): HourValue => ({ at: new Date(day), value: viewsGained }));
  const known = series.flatMap(({ value }) => value ?? []);
  const usual = known.length === 0 ? 0 : median(known);
  const floor = Math.max(fewestViews, usual * viewsShare);
  return findingOf('views', findAnomaly(series, { floor, stepMs: dayMs, slotOf: (at) => at.getUTCDay() }));
}

/** The change of subscribers in each full hour, from counts interpolated to the hours' ends. */
export function hourlyChanges(counts: readonly SubscriberPoint[], now: Date): HourValue[] {
  const [first] = counts;
  if (first === undefined) return [];
  const read = counts.map(({ at, subscribers }): ReadValue => ({ at, views: subscribers }));
  const start = Math.ceil(first.at.getTime() / hourMs) * hourMs;
  const lastAt = counts.at(-1)?.at.getTime() ?? 0;
  // The hour that the next count will end is not known yet; when that count fails to come, it is a gap.
  const isLate = now.getTime() - lastAt > countsApartMs;
  const end = Math.floor((isLate ? now.getTime() : Math.min(now.getTime(), lastAt)) / hourMs) * hourMs;
  const ends: { at: Date; value: number | null }[] = [];
  let next = 0;
  for (let at = start; at <= end; at += hourMs) {
    while ((read[next]?.at.getTime() ?? Number.POSITIVE_INFINITY) < at) next += 1;
    const moment = new Date(at);
    ends.push({
      at: moment,
      value: valueAt(read[next - 1] ?? null, read[next] ?? null, moment, countsApartMs),
    });
  }
  return ends.slice(1).map(({ value }, index) => {
    const before = ends[index];
    const isKnown = value !== null && before !== undefined && before.value !== null;
    return { at: before?.at ?? now, value: isKnown ? value - (before.value ?? 0) : null };
  });
}

function findingOf(metric: OutlookMetric, found: ReturnType<typeof findAnomaly>): AnomalyFinding {
  return found.anomalous ? { ...found, metric, at: found.at.toISOString() } : { ...found, metric };
}
