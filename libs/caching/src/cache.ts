import type { CacheGroups, ChangeName, GroupName } from './cache-groups.js';
import type { KeyPart } from './keys/cache-key.js';
import type { CacheStats } from './stats/cache-stats.js';

/** Makes the value: plain JSON. Stop when `signal` aborts: nobody waits any longer. */
export type Loader<T> = (context: { readonly signal: AbortSignal }) => Promise<T> | T;

/** What a value is about. */
export interface Scope {
  /** What the value is made of, beyond what its group is stale on: `invalidate` with one of these drops it. Make them by `tag()`. */
  readonly tags?: readonly string[];
  /** What the value is about, for `changed`. @default the key's first part */
  readonly scope?: KeyPart;
}

/** How a value is kept. */
export interface StoreOptions extends Scope {
  /** Instead of the group's. */
  readonly ttlMs?: number;
}

/** How a value is found or made. */
export interface LoadOptions<T> extends Scope {
  /** Instead of the group's, also decided by the value loaded. */
  readonly ttlMs?: number | ((value: T) => number);
  /** Ends this caller's wait (rejects with the signal's reason); a load that others may use goes on. */
  readonly signal?: AbortSignal;
}

/** What is warmed, and how fast. */
export interface WarmOptions {
  /** These keys instead of the hottest ones. */
  readonly keys?: readonly { readonly group: string; readonly parts: readonly KeyPart[] }[];
  /** Of these groups only. @default every group with `warmBy` */
  readonly groups?: readonly string[];
  /** @default 100 */
  readonly atMost?: number;
  /** @default 5 */
  readonly perSecond?: number;
  readonly signal?: AbortSignal;
}

/** What warming did. */
export interface WarmReport {
  readonly warmed: number;
  readonly failed: number;
}

/**
 * A cache in two layers. Values are plain JSON and come back frozen, the same from either layer. Nothing here rejects because of
 * Redis: without it L1 and the loaders do the work. Inject it by this class.
 */
export abstract class Cache<G extends CacheGroups = CacheGroups> {
  /**
   * The value, from the cache or else from the loader: one load at a time for a key, in this process and, through Redis, among
   * replicas. Rejects with the loader's own error, `LoadTimeoutError` or `NotSerialisableError`, unless a value within its
   * grace can be served. `UnknownGroupError` and `InvalidKeyError` tell of wrong use.
   */
  abstract getOrLoad<T>(
    group: GroupName<G>,
    key: readonly KeyPart[],
    loader: Loader<T>,
    options?: LoadOptions<T>,
  ): Promise<T>;

  /** The cached value, fresh or stale, or undefined. Nothing is loaded. */
  abstract get<T>(group: GroupName<G>, key: readonly KeyPart[]): Promise<T | undefined>;

  /**
   * Keeps a value. Use `getOrLoad` where you can: a value read before an invalidation and set after it stays.
   * Other replicas' L1 hear of it by the bus, without one when their copy expires.
   */
  abstract set<T>(
    group: GroupName<G>,
    key: readonly KeyPart[],
    value: T,
    options?: StoreOptions,
  ): Promise<void>;

  /** Drops one value. Other replicas' L1 hear of it by the bus, without one when their copy expires. */
  abstract delete(group: GroupName<G>, key: readonly KeyPart[]): Promise<void>;

  /**
   * Drops every value with one of the tags, in one step a tag. Call it after the commit: from then on this replica serves nothing
   * older, others as soon as the bus tells them, without a bus within `revalidateMs`. While Redis is away
   * it is remembered and made up for. Rejects with `InvalidationBacklogError` when too many wait.
   */
  abstract invalidate(tags: readonly string[]): Promise<void>;

  /**
   * Tells that data changed: drops the values of these scopes in every group whose table entry is `staleOn` that change, and no
   * others. Everything said of `invalidate` holds.
   */
  abstract changed(change: ChangeName<G>, scopes: readonly KeyPart[]): Promise<void>;

  /** Says how values of the group are asked for, so that `warm` can: `call` should end in `getOrLoad`. */
  abstract warmBy(group: GroupName<G>, call: (parts: readonly KeyPart[]) => Promise<unknown>): void;

  /**
   * Loads keys before anybody waits for them, one after another: those given, or the ones whose misses have cost most on all
   * replicas. For after a deployment (option `warmOnStart`) and before scheduled work. Never rejects.
   */
  abstract warm(options?: WarmOptions): Promise<WarmReport>;

  /** Figures of this replica, plain numbers. */
  abstract stats(): CacheStats;

  /** Leaves Redis and the bus. Nest calls it at shutdown. */
  abstract close(): Promise<void>;
}
