import type { TtlAdvice } from '../advice/ttl-advice.js';

/** What happened in one group since the start; `hitRate` over the last minutes. Plain numbers, fit for heartbeats. */
export interface GroupStats {
  /** Answered from the process's memory, fresh or stale. */
  readonly hitsL1: number;
  /** Answered from Redis, fresh or stale. */
  readonly hitsL2: number;
  /** Neither layer had it; the loader, or another caller's or replica's load, was needed. */
  readonly misses: number;
  /** Of the misses: answered by a load that was already under way in this process. */
  readonly joined: number;
  /** Loader calls of this replica, also refreshes behind a stale answer. */
  readonly loads: number;
  readonly loadErrors: number;
  /** Milliseconds spent in loaders, in sum. */
  readonly loadMs: number;
  /** Answers that were past their time: served at once with a refresh behind, or because the loader failed or was slow. */
  readonly staleServed: number;
  /** Values not kept because they exceed the group's size. */
  readonly tooLarge: number;
  /** Refreshes begun before the end of the time to live. */
  readonly earlyRefreshes: number;
  /** Answers within their grace because the loader took longer than `softTimeoutMs`. */
  readonly softTimeouts: number;
  /** Changes told by `changed` that this group is stale on. */
  readonly invalidations: number;
  /** Hits / lookups within the window (0 to 1), or null when nobody asked. */
  readonly hitRate: number | null;
  /** Lookups within the window: how much `hitRate` is worth. */
  readonly windowLookups: number;
  /** What a hit spares: the group's word for the loader's source. */
  readonly source: string;
  /** Calls to the source that loads have made since the start. */
  readonly calls: number;
  /** Calls to the source that hits have spared since the start. */
  readonly savedCalls: number;
  /** Milliseconds of loading that hits have spared since the start, by the mean of the loads. */
  readonly savedMs: number;
  /** Estimated bytes in this process. */
  readonly l1Bytes: number;
  readonly l1Entries: number;
  /** The group's own, for comparison with the advice. */
  readonly ttlMs: number;
  /** What time to live the observed changes speak for; null while too little was seen. */
  readonly advice: TtlAdvice | null;
}

/** The whole cache of this replica. */
export interface CacheStats {
  readonly groups: Readonly<Record<string, GroupStats>>;
  /** Over all groups, as in `GroupStats`. */
  readonly hitRate: number | null;
  readonly windowLookups: number;
  readonly windowMs: number;
  /** Misses within the window ÷ the window: with `loadsInFlight` the load that misses make. */
  readonly missesPerSecond: number;
  readonly loadsInFlight: number;
  /** Loads that wait for their turn after an outage. */
  readonly loadsWaiting: number;
  readonly l1Entries: number;
  readonly l1Bytes: number;
  readonly l1MaxBytes: number;
  /** Bytes L1 may take at present; less than `l1MaxBytes` under heap pressure. */
  readonly l1LimitBytes: number;
  readonly l1Evictions: number;
  readonly l2Connected: boolean;
  readonly l2CircuitOpen: boolean;
  readonly l2Errors: number;
  /** Entries of Redis that could not be decoded or authenticated and were removed. */
  readonly undecodable: number;
  /** Invalidations that wait for Redis to return. */
  readonly pendingInvalidations: number;
}
