import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState, type Database } from '@analyticbot/pooling';
import { monthsFrom, partitionedTables } from '../month-partition.js';
import { areLinksSettled, settleLinks } from '../../rollups/links/settle-links.sql.js';
import { partitionsLock } from '../partitions-lock.sql.js';

/** What is kept, and how patient a run is. */
export interface RetentionPolicy {
  /** Raw rows are kept for at least so many days; months go as a whole once all of them is older. At least 35. @default 90 */
  readonly rawDays?: number | undefined;
  /** How often a month that is in use is tried before it is left to the next run. @default 50 */
  readonly attempts?: number | undefined;
}

/** What a run did. */
export interface Retired {
  /** Names of the months that are gone. */
  readonly retired: readonly string[];
  /** Names of those that were in use all the time: the next run tries them again. */
  readonly postponed: readonly string[];
  /** Old rows deleted that no month had been made for. */
  readonly strays: number;
}

/** Reports read raw rows of the last 30 days, from whatever hour they are asked. */
const leastDays = 35;
/** So long a detach waits for readers; meanwhile others wait behind it. */
const lockTimeoutMs = 150;
const pauseMs = 200;
const straysAtOnce = 5_000;
const dayMs = 86_400_000;

/**
 * Retires the months of raw rows that are wholly older than the policy keeps, by the earlier of the process's and the server's clock. The
 * horizon is committed first: from then on no store takes a row of such a month, so nothing can be counted twice. Then each month is detached
 * under a short lock and dropped on its own; one that a broken run left detached is found by its name. Rollups stay for ever, and joins by invite
 * link, which have none, are settled into one before their months go. One process at a time.
 * @throws RangeError when the policy keeps less than reports need
 */
export async function retireMonths(database: Database, policy: RetentionPolicy, now: Date): Promise<Retired> {
  const { rawDays = 90, attempts = 50 } = policy;
  if (!(rawDays >= leastDays))
    throw new RangeError(`Reports need raw rows of ${leastDays} days: keep at least that many.`);
  const lane = database.lane('batch');
  const [clock] = await lane.query<{ now: Date }>('SELECT least($1::timestamptz, now()) AS now', [now]);
  const [horizon] = monthsFrom(new Date(+(clock?.now ?? now) - rawDays * dayMs), 0, 0) as [Date];
  const retired: string[] = [];
  const postponed: string[] = [];
  let strays = 0;
  for (const { table, key } of partitionedTables) {
    await lane.query(
      `INSERT INTO retention_horizons AS t VALUES ($1, $2)
       ON CONFLICT (table_name) DO UPDATE SET horizon = EXCLUDED.horizon WHERE t.horizon < EXCLUDED.horizon`,
      [table, horizon],
    );
    const mayGo = table !== 'membership_events' || (await haveLinksSettled(lane, attempts));
    for (const month of await oldMonths(lane, table)) {
      const isGone = mayGo && (await retire(lane, table, month, attempts));
      (isGone ? retired : postponed).push(month.name);
    }
    if (mayGo) strays += await deleteStrays(lane, table, key);
  }
  return { retired, postponed, strays };
}

/** A store that had not seen the horizon when it began is through once the table was ours for a moment: no join before it comes any more. */
async function haveLinksSettled(lane: Database, attempts: number): Promise<boolean> {
  if (await areLinksSettled(lane)) return true;
  const statement = 'LOCK TABLE ONLY membership_events IN SHARE ROW EXCLUSIVE MODE';
  if (!(await tryFor(attempts, lane, statement))) return false;
  await settleLinks(lane);
  return true;
}

interface OldMonth {
  readonly name: string;
  readonly isAttached: boolean;
}

/** Months before the horizon by their names, whether a broken run had detached them already or not. */
function oldMonths(database: Database, table: string): Promise<OldMonth[]> {
  return database.query<OldMonth>(
    `SELECT c.relname AS name, EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid) AS "isAttached"
     FROM pg_class c JOIN retention_horizons h ON h.table_name = $1
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname ~ ('^' || $1 || '_\\d{4}_\\d{2}$')
       AND c.relname < $1 || to_char(h.horizon AT TIME ZONE 'UTC', '_YYYY_MM')
     ORDER BY 1`,
    [table],
  );
}

/** False when the month was in use at every attempt. Readers that come meanwhile wait for one lock timeout at most. */
async function retire(
  database: Database,
  table: string,
  month: OldMonth,
  attempts: number,
): Promise<boolean> {
  const steps = [
    ...(month.isAttached ? [`ALTER TABLE ${table} DETACH PARTITION ${month.name}`] : []),
    `DROP TABLE IF EXISTS ${month.name}`,
  ];
  for (const step of steps) if (!(await tryFor(attempts, database, step))) return false;
  return true;
}

/** False when what the statement locks was in use at every attempt. */
async function tryFor(attempts: number, database: Database, statement: string): Promise<boolean> {
  for (let left = attempts; !(await underShortLock(database, statement));) {
    left -= 1;
    if (left <= 0) return false;
    await sleep(pauseMs);
  }
  return true;
}

async function underShortLock(database: Database, statement: string): Promise<boolean> {
  try {
    await database.transaction(async (transaction) => {
      await transaction.query(partitionsLock);
      await transaction.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
      await transaction.query(statement);
    });
    return true;
  } catch (error) {
    if (sqlState(error) === lockNotAvailable) return false;
    throw error;
  }
}
const lockNotAvailable = '55P03';

async function deleteStrays(database: Database, table: string, key: string): Promise<number> {
  for (let deleted = 0; ;) {
    const rows = await database.query(
      `DELETE FROM ${table}_default WHERE ctid = ANY (ARRAY(
         SELECT d.ctid FROM ${table}_default d
         WHERE d.${key} < (SELECT horizon FROM retention_horizons WHERE table_name = $1) LIMIT ${straysAtOnce}))
       RETURNING 1`,
      [table],
    );
    deleted += rows.length;
    if (rows.length < straysAtOnce) return deleted;
  }
}
