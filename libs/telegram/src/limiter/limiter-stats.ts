/** What this replica's limiter has done since it started, as plain numbers. */
export interface LimiterStats {
  /** Calls that got a slot. */
  readonly granted: number;
  /** Calls refused because their wait would have been longer than their deadline. */
  readonly refused: number;
  /** Calls waiting for their slot now. */
  readonly waiting: number;
  /** Sum of all waits, milliseconds. */
  readonly waitedMs: number;
  /** The longest single wait, milliseconds. */
  readonly longestWaitMs: number;
  /** Answers 429. */
  readonly rateLimited: number;
  /** How much longer the token is held after a 429 as far as this replica knows, milliseconds. */
  readonly heldForMs: number;
  /** Calls the token could still make in the current window, all replicas together, as far as this one knows. */
  readonly budgetLeft: number;
  /** Slots given from this replica's own share because Redis was away. */
  readonly grantedLocally: number;
  /** 1 while Redis is away and the replica keeps to its own share. */
  readonly local: 0 | 1;
}
