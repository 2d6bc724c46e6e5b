import type { WarmOptions } from './cache.js';
import type { CacheGroups } from './cache-groups.js';
import { InvalidOptionError } from './caching.errors.js';
import type { EncryptionOptions } from './encryption/key-ring.js';
import type { InvalidationBus } from './tags/invalidation-bus.js';

/** What the cache takes. */
export interface CachingOptions<G extends CacheGroups = CacheGroups> {
  /** The cache's Redis (one that may evict). Without it there is L1 only. */
  readonly redisUrl?: string;
  /** First part of every key: product and environment (`analyticbot-production`). `A-Z a-z 0-9 _ . -` */
  readonly namespace: string;
  /** Second part: change it with the shape of cached values, and old ones are never read. Same characters. */
  readonly schemaVersion: string | number;
  readonly groups: G;
  /** Names this replica on the bus. @default a random id */
  readonly replicaId?: string;
  /** Carries invalidations at once; without it other replicas see them within `revalidateMs`. */
  readonly bus?: InvalidationBus;
  /** The keys of groups with `encrypted`; needed if there is one and a Redis. */
  readonly encryption?: EncryptionOptions;
  /** Estimated bytes of heap. @default 67108864 (64 MB) */
  readonly l1MaxBytes?: number;
  /** @default 50000 */
  readonly l1MaxEntries?: number;
  /** How long one Redis operation may take. @default 250 */
  readonly l2TimeoutMs?: number;
  /** So many failures in a row open the circuit: Redis is left alone but for a probe a second. @default 5 */
  readonly l2FailuresToOpen?: number;
  /** Pause between probes while the circuit is open. @default 1000 */
  readonly l2ProbeMs?: number;
  /** L1 values' generations are checked after so long without a healthy bus. @default 1000 */
  readonly revalidateMs?: number;
  /** The same with a healthy bus, in case it lost a message. @default 10000 */
  readonly revalidateWithBusMs?: number;
  /** A crashed replica's load lock goes after so long; a living one renews it. @default 5000 */
  readonly lockMs?: number;
  /** How long to wait for another replica's load before loading oneself. @default 10000 */
  readonly waitMs?: number;
  /** Loads at once in each group of this process while Redis is away and for `guardMs` after; the others wait in line. @default 10 */
  readonly guardedLoads?: number;
  /** @default 10000 */
  readonly guardMs?: number;
  /** How often the heap is looked at: L1 shrinks while that is nearly full; 0: never. @default 5000 */
  readonly heapCheckMs?: number;
  /** How often this replica notes in Redis which keys cost most to load. @default 60000 */
  readonly noteHotKeysMs?: number;
  /** Warms the hottest keys after the start, behind it. @default false */
  readonly warmOnStart?: boolean | WarmOptions;
  /** Span of the hit rate in `stats()`. @default 300000 */
  readonly statsWindowMs?: number;
  /** @default Date.now */
  readonly now?: () => number;
  /** 0 to 1, for jitter. @default Math.random */
  readonly random?: () => number;
}

/** Options with every default filled in. */
export type ResolvedOptions = Required<
  Omit<CachingOptions, 'redisUrl' | 'bus' | 'groups' | 'schemaVersion' | 'replicaId' | 'encryption'>
> &
  Pick<CachingOptions, 'redisUrl' | 'bus' | 'groups' | 'encryption'> & {
    readonly schemaVersion: string;
    readonly replicaId: string;
  };

const name = /^[A-Za-z0-9_.-]{1,64}$/;

/** Fills in defaults and checks. Throws an `InvalidOptionError`. */
export function resolveOptions(options: CachingOptions, randomId: () => string): ResolvedOptions {
  const resolved: ResolvedOptions = {
    l1MaxBytes: 64 * 1024 * 1024,
    l1MaxEntries: 50_000,
    l2TimeoutMs: 250,
    l2FailuresToOpen: 5,
    l2ProbeMs: 1_000,
    revalidateMs: 1_000,
    revalidateWithBusMs: 10_000,
    lockMs: 5_000,
    waitMs: 10_000,
    guardedLoads: 10,
    guardMs: 10_000,
    heapCheckMs: 5_000,
    noteHotKeysMs: 60_000,
    warmOnStart: false,
    statsWindowMs: 300_000,
    now: Date.now,
    random: Math.random,
    ...options,
    schemaVersion: String(options.schemaVersion),
    replicaId: options.replicaId ?? randomId(),
  };
  for (const option of ['namespace', 'schemaVersion'] as const) {
    if (!name.test(resolved[option])) {
      throw new InvalidOptionError(option, '1 to 64 characters of A-Z a-z 0-9 _ . - are allowed');
    }
  }
  const counts = ['l1MaxBytes', 'l1MaxEntries', 'l2TimeoutMs', 'l2FailuresToOpen', 'l2ProbeMs'] as const;
  const times = [
    'revalidateMs',
    'lockMs',
    'waitMs',
    'statsWindowMs',
    'guardedLoads',
    'noteHotKeysMs',
  ] as const;
  for (const option of [...counts, ...times] as const) {
    if (!(resolved[option] > 0)) throw new InvalidOptionError(option, 'a number above 0 is expected');
  }
  return resolved;
}
