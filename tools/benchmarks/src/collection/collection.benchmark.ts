import Table from 'cli-table3';
import type { Benchmark } from '../harness/benchmark.js';
import { digits, goalOf } from '../harness/report.js';
import { seededRandom, spreadOf } from '../harness/statistics.js';
import { collectByClock } from './by-clock.js';
import { collectByValue } from './by-value.js';
import type { CollectedDay } from './collected-day.js';
import { exactnessOf, type Exactness } from './exactness.js';
import { forecastWorth, type ForecastWorth } from './forecast-check.js';
import { planningCost } from './planning-state.js';
import { simulatedChannels, type SimulatedChannel } from './simulated-channels.js';

const clockMs = 5 * 60_000;
const postsPerChannel = 20;
/** The worker's default, and a source of posts that is never the bottleneck. */
const unhurried = { calls: 15, pages: 5 };
/** What one polite reader of preview pages can do for all replicas. */
const polite = { calls: 15, pages: 1 / 3 };

interface Way {
  readonly name: string;
  collect(channels: readonly SimulatedChannel[], random: () => number): CollectedDay;
}

const ways: readonly Way[] = [
  { name: 'clock, 30 days back', collect: (channels) => collectByClock(channels, clockMs, 30) },
  { name: 'clock, 7 days back', collect: (channels) => collectByClock(channels, clockMs, 7) },
  { name: 'by value', collect: (channels, random) => collectByValue(channels, unhurried, random) },
  {
    name: 'by value, one page in 3 s',
    collect: (channels, random) => collectByValue(channels, polite, random),
  },
];

interface Outcome {
  readonly subscribers: number;
  readonly pages: number;
  readonly exactness: Exactness;
}

/** A simulated day by the clock and by value, and what planning costs. */
export const collection: Benchmark = async ({ quick, log }) => {
  const count = quick ? 200 : 1_000;
  const rounds = quick ? 1 : 3;
  const outcomes = new Map<string, Outcome[]>(ways.map(({ name }) => [name, []]));
  let posts = 0;
  for (let round = 0; round < rounds; round += 1) {
    const channels = simulatedChannels(count, postsPerChannel, round + 1);
    posts = channels.reduce(
      (sum, { messages }) => sum + messages.filter(({ post }) => post).length * 0.75,
      0,
    );
    for (const way of ways) {
      const collected = way.collect(channels, seededRandom(round + 1));
      outcomes.get(way.name)?.push({ ...collected.calls, exactness: exactnessOf(channels, collected) });
    }
    log(`day ${round + 1} of ${rounds} simulated`);
  }
  const of = (name: string): Outcome[] => outcomes.get(name) ?? [];
  log(`\n${describe(outcomes)}`);
  const worth = {
    subscribers: forecastWorth(quick ? 20 : 200, 'count'),
    views: forecastWorth(quick ? 20 : 200, 'flow'),
  };
  const planning = planningCost(quick ? 2_000 : 10_000, quick ? 2 : 5);
  const ratio = (base: string) =>
    spreadOf(of('by value').map((ours, round) => callsOf(ours) / callsOf(of(base)[round] as Outcome)));
  return {
    rounds,
    goals: [
      goalOf('calls-of-clock-30-days', ratio('clock, 30 days back'), 0.1, 'lower'),
      goalOf('calls-of-clock-7-days', ratio('clock, 7 days back'), 0.1, 'lower'),
      goalOf(
        'reach-24h-error',
        spreadOf(of('by value').map(({ exactness }) => exactness.reach24)),
        0.02,
        'lower',
      ),
      goalOf('planning-state-mb', spreadOf(planning.megabytes), 200, 'lower'),
      goalOf('planning-hour-ms', spreadOf(planning.side.msPerOperation), 1_000, 'lower'),
    ],
    sides: { 'planning an hour': [planning.side] },
    facts: {
      channels: count,
      'posts of 30 days': Math.round(posts),
      'runs planned in the hour': planning.runs,
      ...Object.fromEntries(
        Object.entries(worth).map(([metric, one]) => [`forecast of ${metric}`, describeWorth(one)]),
      ),
      ...Object.fromEntries(
        [...outcomes].map(([name, all]) => [`calls, ${name}`, callsOf(all[0] as Outcome)]),
      ),
    },
  };
};

function describeWorth({ series, holtWinters, errorOfFloor, withinInterval }: ForecastWorth): string {
  const error = `error ${digits(errorOfFloor)} of the floor's`;
  return `Holt-Winters for ${holtWinters} of ${series} channels, ${error}, ${digits(100 * withinInterval)} % within the 80 % interval`;
}

function callsOf({ subscribers, pages }: Outcome): number {
  return subscribers + pages;
}

function describe(outcomes: ReadonlyMap<string, readonly Outcome[]>): string {
  const table = new Table({
    head: [
      ...['way', 'counts of subscribers', 'pages', 'calls a channel', 'young post: age p95, min'],
      ...[
        'reach 24 h: error',
        'by channel, p95',
        'known',
        'views at a look, p95',
        'subscribers at a look, p95',
      ],
    ],
    style: { head: [], border: [] },
    colWidths: [27, 12, 9, 9, 10, 9, 10, 8, 10, 12],
    wordWrap: true,
  });
  for (const [name, all] of outcomes) {
    const middle = (figure: (one: Outcome) => number) => spreadOf(all.map(figure)).median;
    const share = (figure: (one: Exactness) => number) =>
      `${digits(100 * middle(({ exactness }) => figure(exactness)))} %`;
    table.push([
      name,
      middle(({ subscribers }) => subscribers),
      middle(({ pages }) => pages),
      digits(middle(callsOf) / Math.max(1, all.length && countOf(outcomes))),
      digits(middle(({ exactness }) => exactness.youngPostAgeMinutes)),
      share(({ reach24 }) => reach24),
      share(({ reach24ByChannel }) => reach24ByChannel),
      share(({ reach24Coverage }) => reach24Coverage),
      share(({ viewsAtLook }) => viewsAtLook),
      share(({ subscribersAtLook }) => subscribersAtLook),
    ]);
  }
  return table.toString();
}

/** Channels, from the clock's counts: one a tick. */
function countOf(outcomes: ReadonlyMap<string, readonly Outcome[]>): number {
  const [clock] = [...outcomes.values()][0] ?? [];
  return (clock?.subscribers ?? 0) / ((24 * 60 * 60_000) / clockMs);
}
