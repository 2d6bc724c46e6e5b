import type { ResolvedGroup } from '../cache-groups.js';
import type { KeyPart } from '../keys/cache-key.js';
import type { L1Group, L1Store } from '../layers/l1-store.js';
import type { L2Store, ValuePlace } from '../redis/l2-store.js';
import type { GroupFigures } from '../stats/group-figures.js';
import type { Recorder } from '../stats/recorder.js';
import type { TagGenerations } from '../tags/tag-generations.js';
import type { TagTable } from '../tags/tag-table.js';
import type { HotKeys } from '../warming/hot-keys.js';
import type { LoadGate } from './load-gate.js';

/** The parts that finding, loading and keeping share. */
export interface CacheContext {
  readonly l1: L1Store;
  /** undefined: this cache has no Redis. */
  readonly l2: L2Store | undefined;
  readonly table: TagTable;
  readonly generations: TagGenerations;
  readonly recorder: Recorder;
  readonly hotKeys: HotKeys;
  readonly lockMs: number;
  readonly waitMs: number;
  readonly now: () => number;
  readonly random: () => number;
}

/** A group of the table, ready for use: what every lookup would otherwise put together again. */
export interface LiveGroup extends Omit<ValuePlace, 'key'> {
  readonly settings: ResolvedGroup;
  /** The key of these parts; throws an `InvalidKeyError`. */
  readonly keyOf: (parts: readonly KeyPart[]) => string;
  /** The tag that all its values about the scope carry; throws an `InvalidKeyError`. */
  readonly tagOf: (scope: KeyPart) => string;
  readonly l1: L1Group;
  readonly figures: GroupFigures;
  readonly gate: LoadGate;
}

/** One key of a group. */
export interface Target {
  readonly group: LiveGroup;
  readonly key: string;
  /** What the key is made of. */
  readonly parts: readonly KeyPart[];
}
