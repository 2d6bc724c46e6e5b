import type { UpsertSpec } from './unnest-upsert.js';

/** Settings of a `BatchWriter`. `Row`'s properties are named like the columns of `spec`. */
export interface BatchWriterOptions<Row extends object> {
  /** What a batch does; its unique key must be the one that `key` spells. */
  readonly spec: UpsertSpec;
  /** The row's unique key as text: two rows of one batch with the same key become one. */
  readonly key: (row: Row) => string;
  /** Joins two rows of the same key. @default the newer one, in order of arrival */
  readonly merge?: ((earlier: Row, later: Row) => Row) | undefined;
  /** Rows a statement, from 50 to 1000. @default 100 */
  readonly maxRows?: number | undefined;
  /** A row waits at most this long for others to join it, in milliseconds. @default 20 */
  readonly maxDelayMs?: number | undefined;
  /** Rows that may wait or be on their way; beyond that `write` refuses. @default 10000 */
  readonly maxPending?: number | undefined;
  /** Statements under way at once. @default 2 */
  readonly concurrency?: number | undefined;
  /** Repeats after a transient error. @default 5 */
  readonly retries?: number | undefined;
  /** Pause before the first repeat in milliseconds; doubled each time. @default 50 */
  readonly retryDelayMs?: number | undefined;
}

/** A writer's counters since its start, and what it holds now. */
export interface BatchWriterStats {
  readonly pending: number;
  readonly batches: number;
  readonly written: number;
  readonly duplicates: number;
  readonly failed: number;
  readonly retried: number;
}

/** Fills in defaults. Throws `RangeError` for a batch size outside 50 to 1000. */
export function resolveBatchOptions<Row extends object>(options: BatchWriterOptions<Row>) {
  const maxRows = options.maxRows ?? 100;
  if (!Number.isInteger(maxRows) || maxRows < 50 || maxRows > 1_000) {
    throw new RangeError(`maxRows must be a whole number from 50 to 1000, not ${maxRows}.`);
  }
  return {
    spec: options.spec,
    key: options.key,
    merge: options.merge ?? ((_earlier: Row, later: Row) => later),
    maxRows,
    maxDelayMs: options.maxDelayMs ?? 20,
    maxPending: Math.max(maxRows, options.maxPending ?? 10_000),
    concurrency: Math.max(1, options.concurrency ?? 2),
    retries: options.retries ?? 5,
    retryDelayMs: options.retryDelayMs ?? 50,
  };
}
