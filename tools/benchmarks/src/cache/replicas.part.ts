import { Redis } from 'ioredis';
import { goalOf, type Goal } from '../harness/report.js';
import { quantile, spreadOf } from '../harness/statistics.js';
import type { CachePart } from './hits.part.js';
import { type Replica, withReplicas } from './replicas/replica.js';

/** The server that carries news: dies and comes back, on the same port. */
export interface BusServer {
  readonly url: string;
  crash(): Promise<void>;
  restart(): Promise<void>;
}

/** What replicas share. `bus` is a server of its own, so that it can fail alone. */
export interface ReplicaOptions {
  readonly redisUrl: string;
  readonly bus: BusServer;
  readonly rounds: number;
}

const callers = 1_000;
const changesARound = 40;
const watchMs = 10_000;
const mostOutages = 5;

/** A cold key asked for on 1, 2 and 4 processes; how soon other processes see a change, also after the bus was down. */
export async function replicas(options: ReplicaOptions): Promise<CachePart> {
  const urls = { redisUrl: options.redisUrl, busUrl: options.bus.url };
  const goals: Goal[] = [];
  const source = new Redis(options.redisUrl);
  try {
    for (const count of [1, 2, 4]) {
      goals.push(await withReplicas(count, urls, (all) => coldKey(all, source, options.rounds)));
    }
  } finally {
    source.disconnect();
  }
  const seen = await withReplicas(3, urls, async (all) => ({
    times: await changes(all, options.rounds),
    outage: await outages(all, options),
  }));
  goals.push(
    goalOf('change seen by other replicas, p99 ms', seen.times, 5, 'lower'),
    goalOf('change seen after the bus returned, ms', spreadOf(seen.outage), 1_000, 'lower'),
  );
  return {
    goals,
    sides: {},
    facts: {
      'changes watched': options.rounds * changesARound * 2,
      'bus outages': Math.min(options.rounds, mostOutages),
    },
  };
}

async function coldKey(all: readonly Replica[], source: Redis, rounds: number): Promise<Goal> {
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const key = `cold-${all.length}-${round}`;
    const each = callers / all.length;
    const bursts = await Promise.all(all.map((replica) => replica.tell('burst', { key, callers: each })));
    const answered = bursts.reduce((sum, burst) => sum + burst.answered, 0);
    if (answered !== callers) throw new Error(`Only ${answered} of ${callers} callers were answered.`);
    loads.push(Number(await source.get(`loads:${key}`)));
  }
  return goalOf(
    `loads of a cold key, ${callers} callers, ${all.length} processes`,
    spreadOf(loads),
    1,
    'lower',
  );
}

/** One replica changes, the others watch; the 99th percentile of each round. */
async function changes([writer, ...watchers]: readonly Replica[], rounds: number) {
  const perRound: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const times: number[] = [];
    for (let change = 0; change < changesARound; change += 1) {
      times.push(...(await oneChange(writer as Replica, watchers, `key-${change % 10}`)));
    }
    if (round >= 0) perRound.push(quantile(times, 0.99));
  }
  return spreadOf(perRound);
}

let version = 0;

async function oneChange(writer: Replica, watchers: readonly Replica[], key: string): Promise<number[]> {
  version += 1;
  await writer.tell('change', { key, version });
  await Promise.all(watchers.map((one) => one.tell('watch', { key, version, timeoutMs: watchMs })));
  version += 1;
  const watching = watchers.map((one) => one.tell('watch', { key, version, timeoutMs: watchMs }));
  const { at } = await writer.tell('change', { key, version });
  return (await Promise.all(watching)).map(({ seenAt }) => seenAt - at);
}

/** The bus is killed, something changes, the bus comes back: how long until the others see it. */
async function outages([writer, ...watchers]: readonly Replica[], { bus, rounds }: ReplicaOptions) {
  const times: number[] = [];
  for (let round = 0; round < Math.min(rounds, mostOutages); round += 1) {
    const key = `outage-${round}`;
    version += 1;
    await (writer as Replica).tell('change', { key, version });
    await Promise.all(watchers.map((one) => one.tell('watch', { key, version, timeoutMs: watchMs })));
    await bus.crash();
    version += 1;
    const watching = watchers.map((one) => one.tell('watch', { key, version, timeoutMs: watchMs }));
    await (writer as Replica).tell('change', { key, version });
    await bus.restart();
    const backAt = performance.timeOrigin + performance.now();
    // Who found it in Redis before the bus was back did not have to wait for it.
    times.push(...(await Promise.all(watching)).map(({ seenAt }) => Math.max(0, seenAt - backAt)));
  }
  return times;
}
