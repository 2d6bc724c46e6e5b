import { InvalidGroupError } from './caching.errors.js';

/** Where a group's values are kept: in the process, in Redis, or both. */
export type CacheLayer = 'l1' | 'l2';

/** How the values of one kind are kept. Times are milliseconds, sizes bytes of JSON. */
export interface CacheGroup {
  /** How long a value is fresh. Shortened by up to a tenth at random, so that values don't expire together. */
  readonly ttlMs: number;
  /** After `ttlMs`: served at once while one refresh runs behind. @default 0 */
  readonly staleMs?: number;
  /** After that: served only when the loader fails. @default 0 */
  readonly graceMs?: number;
  /** @default ['l1', 'l2'] */
  readonly layers?: readonly CacheLayer[];
  /** A larger value is given to the caller but not kept. @default 262144 */
  readonly maxEntryBytes?: number;
  /** How long `null` and `undefined` ("there is none") are fresh; 0: not kept, asked for every time. @default 0 */
  readonly negativeTtlMs?: number;
  /** A loader that takes longer is aborted and counts as failed. @default 30000 */
  readonly loadTimeoutMs?: number;
}

/** The closed table of what is cached. Names: `a-z`, digits and `-`. */
export type CacheGroups = Readonly<Record<string, CacheGroup>>;

/** A group with every setting filled in. */
export type ResolvedGroup = Required<CacheGroup> & { readonly name: string };

/** The group names of a table. */
export type GroupName<G extends CacheGroups> = keyof G & string;

/**
 * Declares the table and checks it.
 * @throws InvalidGroupError naming the group and the rule
 */
export function defineCacheGroups<const G extends CacheGroups>(groups: G): G {
  for (const [name, group] of Object.entries(groups)) resolveGroup(name, group);
  return groups;
}

/** Fills in the defaults. Throws an `InvalidGroupError` when a rule is broken. */
export function resolveGroup(name: string, group: CacheGroup): ResolvedGroup {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) throw new InvalidGroupError(name, 'names are a-z, digits and -');
  const resolved: ResolvedGroup = {
    staleMs: 0,
    graceMs: 0,
    layers: ['l1', 'l2'],
    maxEntryBytes: 262_144,
    negativeTtlMs: 0,
    loadTimeoutMs: 30_000,
    ...group,
    name,
  };
  for (const field of ['ttlMs', 'maxEntryBytes', 'loadTimeoutMs'] as const) {
    if (!(Number.isInteger(resolved[field]) && resolved[field] > 0)) {
      throw new InvalidGroupError(name, `${field} must be a whole number above 0`);
    }
  }
  for (const field of ['staleMs', 'graceMs', 'negativeTtlMs'] as const) {
    if (!(Number.isInteger(resolved[field]) && resolved[field] >= 0)) {
      throw new InvalidGroupError(name, `${field} must be a whole number, 0 or more`);
    }
  }
  if (resolved.layers.length === 0) throw new InvalidGroupError(name, 'at least one layer is needed');
  return resolved;
}
