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
  /** Answers that were past their time: served at once with a refresh behind, or because the loader failed. */
  readonly staleServed: number;
  /** Values not kept because they exceed the group's size. */
  readonly tooLarge: number;
  /** Hits / lookups within the window (0 to 1), or null when nobody asked. */
  readonly hitRate: number | null;
  /** Lookups within the window: how much `hitRate` is worth. */
  readonly windowLookups: number;
}

/** The whole cache of this replica. */
export interface CacheStats {
  readonly groups: Readonly<Record<string, GroupStats>>;
  /** Over all groups, as in `GroupStats`. */
  readonly hitRate: number | null;
  readonly windowLookups: number;
  readonly windowMs: number;
  readonly loadsInFlight: number;
  readonly l1Entries: number;
  readonly l1Bytes: number;
  readonly l1MaxBytes: number;
  readonly l2Connected: boolean;
  readonly l2CircuitOpen: boolean;
  readonly l2Errors: number;
  /** Entries of Redis that could not be decoded and were removed. */
  readonly undecodable: number;
  /** Invalidations that wait for Redis to return. */
  readonly pendingInvalidations: number;
}
