import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database/database.js';
import { describeCause } from '../pool/pool.errors.js';

/** Whether a replica may be asked, and if not, why. */
export type ReplicaFitness =
  { readonly fit: true; readonly lagMs: number } | { readonly fit: false; readonly because: string };

interface StandbyRow {
  readonly recovering: boolean;
  readonly streaming: boolean;
  readonly caughtUp: boolean;
  readonly lagMs: number | null;
}

/**
 * A standby that streams and has applied all it received is up to date, however long ago the last change was. One that does
 * not stream only seems so. A server that is no standby (a logical copy) is taken as it is.
 */
const standbyQuery = `
  SELECT pg_is_in_recovery() AS recovering,
         EXISTS (SELECT 1 FROM pg_stat_wal_receiver) AS streaming,
         coalesce(pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn(), false) AS "caughtUp",
         (extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::float8 AS "lagMs"`;

/** Asks a replica how far behind it is. Never throws. */
export async function examineReplica(replica: Database, maxLagMs: number): Promise<ReplicaFitness> {
  try {
    const [row] = await replica.query<StandbyRow>(standbyQuery);
    if (!row?.recovering) return { fit: true, lagMs: 0 };
    if (row.streaming && row.caughtUp) return { fit: true, lagMs: 0 };
    const lagMs = row.lagMs ?? Number.POSITIVE_INFINITY;
    if (lagMs <= maxLagMs) return { fit: true, lagMs };
    return {
      fit: false,
      because: `it is ${Number.isFinite(lagMs) ? `${Math.round(lagMs / 1_000)} s` : 'an unknown time'} behind${row.streaming ? '' : ' and does not stream'}`,
    };
  } catch (error) {
    return { fit: false, because: describeCause(error) };
  }
}

/**
 * Waits until a standby has applied the primary's log up to a position. False when the time is over, and for a server that is no standby,
 * which can't be compared.
 */
export async function waitForPosition(replica: Database, lsn: string, waitMs: number): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const [row] = await replica.query<{ there: boolean | null }>(
      'SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS there',
      [lsn],
    );
    if (row?.there) return true;
    if (row?.there !== false || performance.now() >= deadline) return false;
    await sleep(3);
  }
}
