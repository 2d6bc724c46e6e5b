import { forecast, seasonalNaive, type DayValue } from '@analyticbot/analytics';
import { createChannelSimulation, type ChannelSimulation } from '@analyticbot/telegram-sandbox/simulation';
import { day } from './simulated-channels.js';

const bornAt = Date.parse('2026-07-01T00:00:00Z');
const warmUpDays = 31;
const knownDays = 90;
const ahead = 14;
const season = 7;

/** What forecasts were worth over days that they had not seen. */
export interface ForecastWorth {
  readonly series: number;
  /** Series for which the backtest chose Holt-Winters. */
  readonly holtWinters: number;
  /** Median of the chosen method's mean absolute error ÷ the floor's, over the unseen days. */
  readonly errorOfFloor: number;
  /** Share of the unseen days within their 80 % interval. */
  readonly withinInterval: number;
}

/** Forecasts two weeks of simulated channels from the three months before, and holds them against what came. */
export function forecastWorth(channels: number, kind: 'count' | 'flow'): ForecastWorth {
  let [holtWinters, within, days] = [0, 0, 0];
  const ratios: number[] = [];
  for (let index = 0; index < channels; index += 1) {
    const values = seriesOf(index, kind);
    const found = forecast(values.slice(0, knownDays), { days: ahead, kind });
    if (!found.available) throw new RangeError('A series of three months was not forecast.');
    if (found.method === 'holt-winters') holtWinters += 1;
    const came = values.slice(knownDays).map(({ value }) => value ?? 0);
    const error = (forecasts: readonly number[]) =>
      came.reduce((sum, value, step) => sum + Math.abs(value - (forecasts[step] ?? 0)), 0);
    within += found.days.filter(
      ({ low, high }, step) => low <= (came[step] ?? 0) && (came[step] ?? 0) <= high,
    ).length;
    days += ahead;
    ratios.push(error(found.days.map(({ value }) => value)) / Math.max(1, error(floorOf(values, kind))));
  }
  ratios.sort((a, b) => a - b);
  const errorOfFloor = ratios[Math.floor(ratios.length / 2)] ?? 1;
  return { series: channels, holtWinters, errorOfFloor, withinInterval: within / days };
}

function floorOf(values: readonly DayValue[], kind: 'count' | 'flow'): number[] {
  const known = values.slice(0, knownDays).map(({ value }) => value ?? 0);
  if (kind === 'flow') return seasonalNaive(known, ahead, season);
  let last = known.at(-1) ?? 0;
  const changes = known.slice(1).map((value, index) => value - (known[index] ?? 0));
  return seasonalNaive(changes, ahead, season).map((change) => (last += change));
}

function seriesOf(index: number, kind: 'count' | 'flow'): DayValue[] {
  const simulation = createChannelSimulation({
    ...{ id: -1_002_000_000_000 - index, seed: 'forecast', bornAt: new Date(bornAt) },
    ...{ subscribersAtBirth: 1_000 + 200 * index, postsPerDay: 1 + (index % 4) },
  });
  return Array.from({ length: knownDays + ahead }, (_, number) => {
    const start = bornAt + (warmUpDays + number) * day;
    const end = new Date(start + day);
    const value =
      kind === 'count' ? simulation.subscribersAt(end) : viewsOf(simulation, new Date(start), end);
    return { day: new Date(start).toISOString().slice(0, 10), value };
  });
}

function viewsOf(simulation: ChannelSimulation, from: Date, to: Date): number {
  const posts = simulation.postsBetween(new Date(from.getTime() - 30 * day), to);
  return posts.reduce((sum, post) => sum + simulation.viewsAt(post, to) - simulation.viewsAt(post, from), 0);
}
