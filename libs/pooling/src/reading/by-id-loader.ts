import DataLoader from 'dataloader';
import type { Queryable } from '../database/connection.js';

/** How rows are found by id. */
export interface ByIdLookup<Id, Row extends object> {
  /** A statement whose only parameter is the array of ids, such as `… WHERE id = ANY ($1::bigint[])`. */
  readonly text: string;
  /** Prepares it; the text is the same for any number of ids. */
  readonly name?: string | undefined;
  /** The id of a row it gave, comparable to the ids asked for by `===`. */
  readonly idOf: (row: Row) => Id;
}

/** Settings of a loader. */
export interface ByIdOptions {
  /**
   * Whether an id that was asked for is remembered. Right for a loader that lives as long as one request or one job; false for one that
   * many share, which then only joins what is asked for at the same time. @default true
   */
  readonly remember?: boolean | undefined;
  /** Ids a statement. @default 1000 */
  readonly maxBatch?: number | undefined;
}

/**
 * Reads rows by id: all that is asked for in the same turn of the event loop becomes one statement. `load` gives the row, or null when
 * there is none; a failed statement fails each of its callers and is not remembered.
 */
export function loadById<Id, Row extends object>(
  database: Queryable,
  lookup: ByIdLookup<Id, Row>,
  { remember = true, maxBatch = 1_000 }: ByIdOptions = {},
): DataLoader<Id, Row | null> {
  const { text, name, idOf } = lookup;
  const read = async (ids: readonly Id[]): Promise<(Row | null)[]> => {
    try {
      const rows = await database.query<Row>({ text, name, values: [[...new Set(ids)]] });
      const byId = new Map(rows.map((row) => [idOf(row), row]));
      return ids.map((id) => byId.get(id) ?? null);
    } catch (error) {
      // DataLoader would remember the rejection.
      for (const id of ids) loader.clear(id);
      throw error;
    }
  };
  const loader = new DataLoader<Id, Row | null>(read, { cache: remember, maxBatchSize: maxBatch });
  return loader;
}
