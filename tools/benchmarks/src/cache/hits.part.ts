import { isDeepStrictEqual } from 'node:util';
import { compare, speedUp, type Side, type SideResult } from '../harness/compare.js';
import { goalOf, type Goal } from '../harness/report.js';
import {
  bareIoredis,
  bareNodeRedis,
  bento,
  cacheable,
  lru,
  managed,
  ours,
  type Contender,
} from './contenders.js';

/** What one part of the benchmark found. */
export interface CachePart {
  readonly goals: readonly Goal[];
  readonly sides: Readonly<Record<string, readonly SideResult[]>>;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** How the hits are measured. */
export interface HitOptions {
  readonly redisUrl: string;
  readonly rounds: number;
}

const keys = 500;
/** A timer read costs as much as a hit in memory: so many gets are one operation, one after another. */
const getsAtOnce = 500;

const near = {
  lru: 'lru-cache, awaited',
  ours: 'ours, L1 hit',
  bento: 'BentoCache, L1 hit',
  cacheable: 'cacheable, L1 hit',
} as const;
const far = {
  ioredis: 'ioredis GET + JSON.parse',
  nodeRedis: '@redis/client GET + JSON.parse',
  ours: 'ours, L2 hit',
  managed: 'cache-manager + redis-yet',
} as const;
const sizes = { '200 B': 4, '5 kB': 100 } as const;

/** Hits of both layers against libraries and bare clients, at two sizes, alone and with fifty callers. */
export async function hits({ redisUrl, rounds }: HitOptions): Promise<CachePart> {
  const goals: Goal[] = [];
  const sides: Record<string, readonly SideResult[]> = {};
  for (const [size, rows] of Object.entries(sizes)) {
    const value = valueOf(rows);
    const inMemory = await withContenders(
      [
        await lru(near.lru),
        await ours(redisUrl, 'both', near.ours),
        await bento(redisUrl, near.bento),
        await cacheable(redisUrl, near.cacheable),
      ],
      value,
      (all) =>
        compare(all.map(inARow), {
          rounds,
          concurrency: 1,
          operations: { [near.lru]: 200, [near.ours]: 200, [near.bento]: 20, [near.cacheable]: 20 },
        }),
    );
    sides[`hit in memory, ${size}`] = inMemory;
    const bentoGoal = size === '200 B' ? 5 : 35;
    goals.push(
      goalOf(`L1 hit over lru-cache, ${size}`, speedUp(inMemory, near.lru, near.ours), 0.5),
      goalOf(`L1 hit over BentoCache, ${size}`, speedUp(inMemory, near.bento, near.ours), bentoGoal),
    );
    for (const callers of [1, 50]) {
      const inRedis = await withContenders(
        [
          await bareIoredis(redisUrl, far.ioredis),
          await bareNodeRedis(redisUrl, far.nodeRedis),
          await ours(redisUrl, 'far', far.ours),
          await managed(redisUrl, far.managed),
        ],
        value,
        (all) =>
          compare(all.map(single), {
            rounds,
            concurrency: callers,
            operations: callers === 1 ? 1_500 : 6_000,
          }),
      );
      const part = `hit in Redis, ${size}, ${callers} ${callers === 1 ? 'caller' : 'callers'}`;
      sides[part] = inRedis;
      for (const bare of [far.ioredis, far.nodeRedis]) {
        goals.push(goalOf(`${part}, over ${bare}`, speedUp(inRedis, bare, far.ours), 1));
      }
    }
  }
  return { goals, sides, facts: { keys } };
}

/** Rows of a report, as plain JSON: about 50 bytes each. */
function valueOf(rows: number): unknown {
  return Array.from({ length: rows }, (_, day) => ({
    day,
    subscribers: 5_000 + day,
    views: day * 997,
    posts: 4,
  }));
}

async function withContenders<T>(
  contenders: readonly Contender[],
  value: unknown,
  work: (contenders: readonly Contender[]) => Promise<T>,
): Promise<T> {
  try {
    for (const one of contenders) {
      for (let key = 0; key < keys; key += 1) await one.set(nameOf(key), value);
      if (!isDeepStrictEqual(await one.get(nameOf(0)), value))
        throw new Error(`${one.name} gave another value.`);
    }
    return await work(contenders);
  } finally {
    await Promise.allSettled(contenders.map((one) => one.close()));
  }
}

/** Names are made beforehand: making them would be measured along. */
const names = Array.from({ length: keys }, (_, key) => `-100${1_000_000_000 + key}`);
const nameOf = (key: number) => names[key % keys] as string;

function single(contender: Contender): Side {
  return { name: contender.name, operation: async (index) => contender.get(nameOf(index)) };
}

function inARow(contender: Contender): Side {
  return {
    name: contender.name,
    operation: async () => {
      for (let key = 0; key < getsAtOnce; key += 1) await contender.get(nameOf(key));
    },
  };
}
