import { performance } from 'node:perf_hooks';
import { quantile, ratios, seededRandom, spreadOf, type Spread } from './statistics.js';

/** One way of doing the same work. */
export interface Side {
  readonly name: string;
  /** One operation; `index` counts from 0 within a round, so that every side does the same ones in the same order. */
  readonly operation: (index: number) => Promise<unknown>;
  /** Before each round, not measured. */
  readonly prepare?: () => Promise<void>;
}

/** How a comparison is run. */
export interface CompareOptions {
  readonly rounds: number;
  /** Operations a round. @default the same for each side */
  readonly operations: number | Readonly<Record<string, number>>;
  /** Callers at once. */
  readonly concurrency: number;
  /** Rounds before the first one that counts. @default 1 */
  readonly warmUpRounds?: number;
  /** @default performance.now */
  readonly now?: () => number;
}

/** What one side did in all rounds. Times are milliseconds. */
export interface SideResult {
  readonly name: string;
  /** Wall-clock time a round divided by its operations, one a round: its inverse is the throughput. */
  readonly msPerOperation: readonly number[];
  /** Of each single operation, all rounds together: what a caller waits. */
  readonly latency: { readonly p50: number; readonly p95: number };
  /** What half of the operations of a round took at most, one a round; absent where single operations were not timed. */
  readonly p50?: readonly number[];
  /** What 99 of 100 operations of a round took at most, one a round; absent where single operations were not timed. */
  readonly p99?: readonly number[];
}

/** What one side is, and what it did so far. */
interface Measured {
  readonly side: Side;
  readonly msPerOperation: number[];
  readonly latencies: number[];
  readonly p50: number[];
  readonly p99: number[];
}

const measuredOf = (side: Side): Measured => ({
  side,
  msPerOperation: [],
  latencies: [],
  p50: [],
  p99: [],
});

function noteRound(measured: Measured, times: readonly number[], msPerOperation: number): void {
  measured.msPerOperation.push(msPerOperation);
  measured.p50.push(quantile(times, 0.5));
  measured.p99.push(quantile(times, 0.99));
  for (const ms of times) measured.latencies.push(ms); // too many for the arguments of one call
}

const resultOf = ({ side, msPerOperation, latencies, p50, p99 }: Measured): SideResult => ({
  name: side.name,
  msPerOperation,
  latency: { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) },
  p50,
  p99,
});

/** Runs the sides in turns (A B, B A, A B …) and gives each side's times, in the order of the sides given. */
export async function compare(sides: readonly Side[], options: CompareOptions): Promise<SideResult[]> {
  const now = options.now ?? (() => performance.now());
  const measured = sides.map(measuredOf);
  const warmUp = options.warmUpRounds ?? 1;
  for (let round = -warmUp; round < options.rounds; round += 1) {
    for (const one of inOrder(measured, round)) {
      await one.side.prepare?.();
      const operations = operationsOf(options.operations, one.side.name);
      const times: number[] = [];
      const start = now();
      await inParallel(operations, options.concurrency, async (index) => {
        const begun = now();
        await one.side.operation(index);
        times.push(now() - begun);
      });
      if (round >= 0) noteRound(one, times, (now() - start) / operations);
    }
  }
  return measured.map(resultOf);
}

/**
 * The same for one caller, with a turn after each operation: what differs between sides by microseconds would otherwise be lost in what the
 * machine does from one tenth of a second to the next (where it runs client and server, for one). The order is drawn anew each time, by a
 * fixed seed, since it matters who was asked before.
 */
export async function compareInTurns(
  sides: readonly Side[],
  options: Omit<CompareOptions, 'concurrency' | 'operations'> & { readonly operations: number },
): Promise<SideResult[]> {
  const now = options.now ?? (() => performance.now());
  const measured = sides.map(measuredOf);
  const random = seededRandom(1);
  const warmUp = options.warmUpRounds ?? 1;
  for (let round = -warmUp; round < options.rounds; round += 1) {
    for (const { side } of measured) await side.prepare?.();
    const times = new Map(measured.map((one) => [one, [] as number[]]));
    for (let index = 0; index < options.operations; index += 1) {
      for (const one of shuffled(measured, random)) {
        const begun = now();
        await one.side.operation(index);
        times.get(one)?.push(now() - begun);
      }
    }
    if (round < 0) continue;
    for (const [one, taken] of times) {
      noteRound(one, taken, taken.reduce((sum, ms) => sum + ms, 0) / taken.length);
    }
  }
  return measured.map(resultOf);
}

/** There and back again, so that nobody always follows the same one. */
const inOrder = <T>(all: readonly T[], turn: number): readonly T[] =>
  turn % 2 === 0 ? all : [...all].reverse();

function shuffled<T>(all: readonly T[], random: () => number): readonly T[] {
  return all
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

/** How many times faster `fast` did an operation than `slow`, from the rounds' ratios. */
export function speedUp(results: readonly SideResult[], slow: string, fast: string): Spread {
  return spreadOf(ratios(side(results, slow).msPerOperation, side(results, fast).msPerOperation));
}

/** How many times as long 99 of 100 operations took on one side as on the other, from the rounds' ratios. */
export function tailRatio(results: readonly SideResult[], slow: string, fast: string): Spread {
  return spreadOf(ratios(side(results, slow).p99 ?? [], side(results, fast).p99 ?? []));
}

/** How many times as long as `floor` a caller of `name` waits in the middle of a round, from the rounds' ratios. */
export function timesOf(results: readonly SideResult[], name: string, floor: string): Spread {
  const medians = (of: string) => side(results, of).p50 ?? [];
  return spreadOf(ratios(medians(name), medians(floor)));
}

/** The result of the side with that name. */
export function side(results: readonly SideResult[], name: string): SideResult {
  const found = results.find((result) => result.name === name);
  if (found === undefined) throw new RangeError(`There is no side "${name}".`);
  return found;
}

function operationsOf(operations: CompareOptions['operations'], name: string): number {
  const count = typeof operations === 'number' ? operations : operations[name];
  if (count === undefined || !(count > 0))
    throw new RangeError(`Say how many operations "${name}" does a round.`);
  return count;
}

/** Runs `work(0 … count - 1)`, so many at a time. The first failure ends it. */
export async function inParallel(
  count: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const caller = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, caller));
}
