import type { Database, Queryable } from '@analyticbot/pooling';
import { monthPartition, monthsFrom, partitionedTables, type MonthPartition } from './month-partition.js';
import { partitionsLock } from './partitions-lock.sql.js';

/**
 * Makes sure of a partition for the month before `now`, its own, and `monthsAhead` more, for every partitioned table. One
 * process at a time; repeating it changes nothing. Rows that waited in the default partition are moved into theirs. Gives
 * the names of the partitions created.
 */
export async function ensurePartitions(
  database: Database,
  monthsAhead: number,
  now: Date,
): Promise<string[]> {
  const created: string[] = [];
  for (const { table, key } of partitionedTables) {
    for (const month of monthsFrom(now, -1, monthsAhead)) {
      const partition = monthPartition(table, key, month);
      // One short transaction each: attaching locks the table against writers, so nothing else belongs into it.
      if (await database.transaction((transaction) => ensureOne(transaction, partition)))
        created.push(partition.name);
    }
  }
  return created;
}

async function ensureOne(transaction: Queryable, partition: MonthPartition): Promise<boolean> {
  const { table, key, name, from, to } = partition;
  await transaction.query(partitionsLock);
  const [existing] = await transaction.query<{ present: boolean }>(
    `SELECT to_regclass($1) IS NOT NULL AS present`,
    [name],
  );
  if (existing?.present) return false;
  // Attaching fails while the default partition holds rows of the month, so these move first, with writers kept out.
  await transaction.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
  await transaction.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`);
  await transaction.query(
    `WITH moved AS (DELETE FROM ${table}_default WHERE ${key} >= '${from}' AND ${key} < '${to}' RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
  );
  await transaction.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`,
  );
  return true;
}
