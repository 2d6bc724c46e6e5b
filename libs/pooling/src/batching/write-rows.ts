import { setTimeout as sleep } from 'node:timers/promises';
import type { Queryable } from '../database/connection.js';
import { isRowError, isTransientError } from '../database/transient-errors.js';
import { BatchFailedError, BatchRowError } from './batch.errors.js';
import { unnestUpsert, type UpsertSpec } from './unnest-upsert.js';

/** How `writeRows` works. */
export interface WriteRowsOptions {
  readonly spec: UpsertSpec;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly onRetry?: (() => void) | undefined;
}

/**
 * Writes rows whose keys differ. The result has one entry a row: null when it landed, else why not. When the database
 * refuses a row, the batch is halved until the bad one stands alone, so that all the good ones land. Never throws.
 */
export async function writeRows<Row extends object>(
  database: Queryable,
  rows: readonly Row[],
  options: WriteRowsOptions,
): Promise<(Error | null)[]> {
  if (rows.length === 0) return [];
  const failure = await attempt(database, rows, options);
  if (failure === null) return rows.map(() => null);
  const { table } = options.spec;
  if (!isRowError(failure)) {
    return rows.map(() => new BatchFailedError(table, rows.length, { cause: failure }));
  }
  if (rows.length === 1) return [new BatchRowError(table, { cause: failure })];
  const middle = rows.length >> 1;
  return [
    ...(await writeRows(database, rows.slice(0, middle), options)),
    ...(await writeRows(database, rows.slice(middle), options)),
  ];
}

async function attempt<Row extends object>(
  database: Queryable,
  rows: readonly Row[],
  options: WriteRowsOptions,
): Promise<unknown> {
  for (let repeat = 0; ; repeat += 1) {
    try {
      await database.query(unnestUpsert(options.spec, rows));
      return null;
    } catch (error) {
      if (repeat >= options.retries || !isTransientError(error)) return error;
      options.onRetry?.();
      await sleep(Math.min(5_000, options.retryDelayMs * 2 ** repeat));
    }
  }
}
