import type { ResolvedGroup } from '../cache-groups.js';
import { ChangeObserver } from '../advice/change-observer.js';
import type { GroupStats } from './cache-stats.js';
import { hitRate, RollingWindow } from './rolling-window.js';

/** How a lookup was answered. `joined`: by a load that another caller of this process had begun. */
export interface Outcome {
  readonly layer: 'l1' | 'l2' | 'none';
  readonly result: 'hit' | 'stale' | 'miss' | 'joined';
}

/** What a group takes in the process. */
export interface GroupBytes {
  readonly bytes: number;
  readonly entries: number;
}

/** Counts what happens in one group. Plain additions: every lookup passes here; Prometheus is told when it asks. */
export class GroupFigures {
  hitsL1 = 0;
  staleL1 = 0;
  hitsL2 = 0;
  staleL2 = 0;
  missed = 0;
  joined = 0;
  loads = 0;
  loadErrors = 0;
  loadMs = 0;
  tooLarge = 0;
  earlyRefreshes = 0;
  softTimeouts = 0;
  invalidations = 0;
  readonly changes = new ChangeObserver();
  private readonly window: RollingWindow;

  constructor(
    readonly group: ResolvedGroup,
    windowMs: number,
  ) {
    this.window = new RollingWindow(windowMs);
  }

  /** A fresh answer from the process's memory: the commonest case by far. */
  hit(now: number): void {
    this.hitsL1 += 1;
    this.window.count(true, now);
  }

  lookup({ layer, result }: Outcome, now: number): void {
    this.window.count(layer !== 'none', now);
    if (layer === 'l1') {
      if (result === 'stale') this.staleL1 += 1;
      else this.hitsL1 += 1;
    } else if (layer === 'l2') {
      if (result === 'stale') this.staleL2 += 1;
      else this.hitsL2 += 1;
    } else if (result === 'joined') this.joined += 1;
    else this.missed += 1;
  }

  /** Lookups that the loader was spared. */
  get hits(): number {
    return this.hitsL1 + this.staleL1 + this.hitsL2 + this.staleL2;
  }

  /** Seconds the loader would have worked for the hits, by its mean so far. */
  get savedMs(): number {
    return this.loads === 0 ? 0 : (this.hits * this.loadMs) / this.loads;
  }

  snapshot(now: number, l1: GroupBytes): GroupStats {
    const sum = this.window.sum(now);
    const { source, callsPerLoad, ttlMs } = this.group;
    return {
      hitsL1: this.hitsL1 + this.staleL1,
      hitsL2: this.hitsL2 + this.staleL2,
      misses: this.missed + this.joined,
      joined: this.joined,
      loads: this.loads,
      loadErrors: this.loadErrors,
      loadMs: this.loadMs,
      staleServed: this.staleL1 + this.staleL2,
      tooLarge: this.tooLarge,
      earlyRefreshes: this.earlyRefreshes,
      softTimeouts: this.softTimeouts,
      invalidations: this.invalidations,
      hitRate: hitRate(sum),
      windowLookups: sum.lookups,
      source,
      calls: this.loads * callsPerLoad,
      savedCalls: this.hits * callsPerLoad,
      savedMs: this.savedMs,
      l1Bytes: l1.bytes,
      l1Entries: l1.entries,
      ttlMs,
      advice: this.changes.advice(ttlMs),
    };
  }
}
