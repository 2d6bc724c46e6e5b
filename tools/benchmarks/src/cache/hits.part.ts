import { isDeepStrictEqual } from 'node:util';
import { Redis } from 'ioredis';
import { compare, compareInTurns, speedUp, timesOf, type Side, type SideResult } from '../harness/compare.js';
import { keptApart } from '../harness/cores.js';
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

/**
 * Hits of both layers against libraries and bare clients, at two sizes, alone and with fifty callers. A single caller's sides take turns after each
 * question, with client and server on a core each: what is to be seen are one or two microseconds of sixty.
 */
export async function hits({ redisUrl, rounds }: HitOptions): Promise<CachePart> {
  const goals: Goal[] = [];
  const sides: Record<string, readonly SideResult[]> = {};
  const facts: Record<string, string | number> = { keys };
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
    const contenders = async () => [
      await bareIoredis(redisUrl, far.ioredis),
      await bareNodeRedis(redisUrl, far.nodeRedis),
      await ours(redisUrl, 'far', far.ours),
      await managed(redisUrl, far.managed),
    ];
    const alone = await withContenders(await contenders(), value, async (all) =>
      keptApart([await processOf(redisUrl)], () =>
        compareInTurns(all.map(single), { rounds, operations: 1_500 }),
      ),
    );
    facts['cores apart'] = String(alone.isApart);
    sides[`hit in Redis, ${size}, 1 caller`] = alone.result;
    const many = await withContenders(await contenders(), value, (all) =>
      compare(all.map(single), { rounds, concurrency: 50, operations: 6_000 }),
    );
    sides[`hit in Redis, ${size}, 50 callers`] = many;
    for (const bare of [far.ioredis, far.nodeRedis]) {
      const title = (callers: string) => `hit in Redis, ${size}, ${callers}, over ${bare}`;
      const means = speedUp(alone.result, bare, far.ours);
      facts[`${title('1 caller')}, by means`] = Number(means.median.toFixed(2));
      goals.push(
        goalOf(`${title('1 caller')}, by medians`, timesOf(alone.result, bare, far.ours), 1),
        goalOf(title('50 callers'), speedUp(many, bare, far.ours), 1),
      );
    }
  }
  return { goals, sides, facts };
}

/** The server's process. */
async function processOf(redisUrl: string): Promise<number> {
  const client = new Redis(redisUrl);
  try {
    return Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]);
  } finally {
    client.disconnect();
  }
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
