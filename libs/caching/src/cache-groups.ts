import { InvalidGroupError } from './caching.errors.js';

/** Where a group's values are kept: in the process, in Redis, or both. */
export type CacheLayer = 'l1' | 'l2';

/** How the values of one kind are kept. Times are milliseconds, sizes bytes of JSON. */
export interface CacheGroup {
  /** How long a value is fresh. Shortened by up to a tenth at random, so that values don't expire together. */
  readonly ttlMs: number;
  /** After `ttlMs`: served at once while one refresh runs behind. @default 0 */
  readonly staleMs?: number;
  /** After that: served only when the loader fails, or takes longer than `softTimeoutMs`. @default 0 */
  readonly graceMs?: number;
  /** @default ['l1', 'l2'] */
  readonly layers?: readonly CacheLayer[];
  /** Values are encrypted and authenticated in Redis (AES-256-GCM); needs the option `encryption`. @default false */
  readonly encrypted?: boolean;
  /** A larger value is given to the caller but not kept. @default 262144 */
  readonly maxEntryBytes?: number;
  /** How long `null` and `undefined` ("there is none") are fresh; 0: not kept, asked for every time. @default 0 */
  readonly negativeTtlMs?: number;
  /** A loader that takes longer is aborted and counts as failed. @default 30000 */
  readonly loadTimeoutMs?: number;
  /**
   * A caller that could be served a value within its grace waits so long for the loader, then gets that value while the load
   * goes on; 0: waits for the loader. @default 0
   */
  readonly softTimeoutMs?: number;
  /**
   * Early refresh (XFetch): the weight of the load time. A hit refreshes behind with a probability that rises towards the end
   * of the time to live, the sooner the longer loading takes; 0: never before the end. @default 0
   */
  readonly earlyRefresh?: number;
  /** What makes values out of date: `changed(one of these, scope)` drops the group's values of that scope. @default [] */
  readonly staleOn?: readonly string[];
  /** What a hit spares: a word for the loader's source (`telegram`, `database`), a label of metrics. @default 'loader' */
  readonly source?: string;
  /** How many calls of that source a load makes. @default 1 */
  readonly callsPerLoad?: number;
}

/** The closed table of what is cached. Names: `a-z`, digits and `-`. */
export type CacheGroups = Readonly<Record<string, CacheGroup>>;

/** A group with every setting filled in. */
export type ResolvedGroup = Required<CacheGroup> & {
  readonly name: string;
  readonly inL1: boolean;
  readonly inL2: boolean;
};

/** The group names of a table. */
export type GroupName<G extends CacheGroups> = keyof G & string;

/** What the groups of a table are stale on. */
export type ChangeName<G extends CacheGroups> = {
  [K in keyof G]: G[K] extends { readonly staleOn: readonly (infer C extends string)[] } ? C : never;
}[keyof G];

/**
 * Declares the table and checks it.
 * @throws InvalidGroupError naming the group and the rule
 */
export function defineCacheGroups<const G extends CacheGroups>(groups: G): G {
  for (const [name, group] of Object.entries(groups)) resolveGroup(name, group);
  return groups;
}

const word = /^[a-z][a-z0-9-]{0,62}$/;

/** May a group be called so? */
export const isGroupName = (text: string): boolean => word.test(text);

const aboveZero = ['ttlMs', 'maxEntryBytes', 'loadTimeoutMs'] as const;
const zeroOrMore = ['staleMs', 'graceMs', 'negativeTtlMs', 'softTimeoutMs', 'callsPerLoad'] as const;

/** Fills in the defaults. Throws an `InvalidGroupError` when a rule is broken. */
export function resolveGroup(name: string, group: CacheGroup): ResolvedGroup {
  if (!isGroupName(name)) throw new InvalidGroupError(name, 'names are a-z, digits and -');
  const layers = group.layers ?? ['l1', 'l2'];
  const resolved: ResolvedGroup = {
    staleMs: 0,
    graceMs: 0,
    encrypted: false,
    maxEntryBytes: 262_144,
    negativeTtlMs: 0,
    loadTimeoutMs: 30_000,
    softTimeoutMs: 0,
    earlyRefresh: 0,
    staleOn: [],
    source: 'loader',
    callsPerLoad: 1,
    ...group,
    layers,
    name,
    inL1: layers.includes('l1'),
    inL2: layers.includes('l2'),
  };
  for (const field of aboveZero) {
    if (!(Number.isInteger(resolved[field]) && resolved[field] > 0)) {
      throw new InvalidGroupError(name, `${field} must be a whole number above 0`);
    }
  }
  for (const field of zeroOrMore) {
    if (!(Number.isInteger(resolved[field]) && resolved[field] >= 0)) {
      throw new InvalidGroupError(name, `${field} must be a whole number, 0 or more`);
    }
  }
  if (!(resolved.earlyRefresh >= 0 && resolved.earlyRefresh <= 100)) {
    throw new InvalidGroupError(name, 'earlyRefresh must be a number from 0 to 100');
  }
  for (const text of [...resolved.staleOn, resolved.source]) {
    if (!word.test(text))
      throw new InvalidGroupError(name, 'staleOn and source are words of a-z, digits and -');
  }
  if (resolved.layers.length === 0) throw new InvalidGroupError(name, 'at least one layer is needed');
  return resolved;
}
