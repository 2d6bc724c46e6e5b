import type { Servers } from '../harness/servers.js';
import type { SideResult } from '../harness/compare.js';
import type { Spread } from '../harness/statistics.js';

/** One measured part of the score. */
export interface PartResult {
  readonly id: string;
  /** How many times as fast as its counterpart ours is. */
  readonly ratio: Spread;
  readonly sides: readonly SideResult[];
}

/** Measures one part on servers that run already; leaves nothing open behind. */
export type Part = (servers: Servers) => Promise<readonly PartResult[]>;

/** Rounds of every part: few, so that all of them take under a minute. */
export const rounds = 5;
