import { isGroupName } from '../cache-groups.js';
import { L2UnavailableError } from '../caching.errors.js';
import { wireLayout } from '../layers/entry.js';

/** The commands needed; clients of `ioredis` fit. */
export interface SampleClient {
  dbsize(): Promise<number>;
  randomkey(): Promise<string | null>;
  memory(subcommand: 'USAGE', key: string): Promise<number | null>;
}

/** What one kind of keys takes in Redis, estimated from a sample. */
export interface RedisGroupMemory {
  /** A group of the cache, `(tags)` for generations of tags, `(other)` for keys of somebody else. */
  readonly group: string;
  /** Keys of the kind in the sample, and estimated in all. */
  readonly sampled: number;
  readonly keys: number;
  readonly bytes: number;
}

/** Kinds by bytes, the largest first, and how many keys there are. */
export interface RedisMemorySample {
  readonly keys: number;
  readonly sampled: number;
  readonly groups: readonly RedisGroupMemory[];
}

/**
 * Draws keys at random and asks for their memory (`RANDOMKEY`, `MEMORY USAGE`): no `KEYS`, no `SCAN`, a fixed number of cheap
 * commands however many keys there are. Sums over a kind are right within about 1 / √sampled.
 * @throws L2UnavailableError when Redis doesn't answer within `deadlineMs`
 */
export async function sampleRedisMemory(
  redis: SampleClient,
  {
    namespace,
    samples = 200,
    deadlineMs = 2_000,
  }: { namespace: string; samples?: number; deadlineMs?: number },
): Promise<RedisMemorySample> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new L2UnavailableError(`no sample within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([draw(redis, namespace, samples), deadline]);
  } catch (error) {
    throw error instanceof L2UnavailableError ? error : new L2UnavailableError('sampling failed', error);
  } finally {
    clearTimeout(timer);
  }
}

async function draw(redis: SampleClient, namespace: string, samples: number): Promise<RedisMemorySample> {
  const keys = await redis.dbsize();
  const drawn = (await Promise.all(Array.from({ length: samples }, () => redis.randomkey()))).filter(
    (key) => key !== null,
  );
  const sizes = await Promise.all(drawn.map((key) => redis.memory('USAGE', key)));
  const kinds = new Map<string, { sampled: number; bytes: number }>();
  let sampled = 0;
  drawn.forEach((key, position) => {
    const size = sizes[position];
    // Gone between the two questions.
    if (size === null || size === undefined) return;
    sampled += 1;
    const group = kindOf(key, namespace);
    const kind = kinds.get(group) ?? { sampled: 0, bytes: 0 };
    kinds.set(group, { sampled: kind.sampled + 1, bytes: kind.bytes + size });
  });
  const share = sampled === 0 ? 0 : keys / sampled;
  const groups = [...kinds].map(([group, kind]) => ({
    group,
    sampled: kind.sampled,
    keys: Math.round(kind.sampled * share),
    bytes: Math.round(kind.bytes * share),
  }));
  return { keys, sampled, groups: groups.sort((a, b) => b.bytes - a.bytes) };
}

function kindOf(key: string, namespace: string): string {
  const plain = key.startsWith('{') ? key.slice(1) : key;
  if (!plain.startsWith(`${namespace}:`)) return '(other)';
  const [kind, , group] = plain.slice(namespace.length + 1).split(':');
  if (kind === 't') return '(tags)';
  // Names become labels of metrics: not whatever stands in a key.
  return kind === wireLayout && group !== undefined && isGroupName(group) ? group : '(other)';
}
