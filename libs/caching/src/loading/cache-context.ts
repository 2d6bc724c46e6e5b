import type { L1Store } from '../layers/l1-store.js';
import type { L2Store } from '../layers/l2-store.js';
import type { Recorder } from '../stats/recorder.js';
import type { TagGenerations } from '../tags/tag-generations.js';
import type { TagTable } from '../tags/tag-table.js';

/** The parts that finding, loading and keeping share. */
export interface CacheContext {
  readonly l1: L1Store;
  /** undefined: this cache has no Redis. */
  readonly l2: L2Store | undefined;
  readonly table: TagTable;
  readonly generations: TagGenerations;
  readonly recorder: Recorder;
  readonly lockMs: number;
  readonly waitMs: number;
  readonly now: () => number;
  readonly random: () => number;
}
