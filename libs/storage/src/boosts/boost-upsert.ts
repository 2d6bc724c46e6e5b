import type { UpsertSpec } from '@analyticbot/pooling';
import { columns } from '../schema/sql-types.js';
import type { BoostEvent } from './boost.types.js';

/**
 * Each column goes by its own time, so that the order of arrival doesn't matter: a removal that comes first waits for its boost, a
 * late first update does not undo a prolongation.
 */
export const boostUpsert: UpsertSpec = {
  table: 'channel_boosts',
  columns: columns({
    channel_id: 'bigint',
    boost_id: 'text',
    source: 'text',
    added_at: 'timestamptz',
    expires_at: 'timestamptz',
    removed_at: 'timestamptz',
  }),
  conflict: ['channel_id', 'boost_id'],
  update: {
    added_at: 'greatest(t.added_at, EXCLUDED.added_at)',
    expires_at: `CASE WHEN EXCLUDED.added_at > t.added_at THEN EXCLUDED.expires_at
      WHEN EXCLUDED.added_at < t.added_at THEN t.expires_at
      ELSE greatest(t.expires_at, EXCLUDED.expires_at) END`,
    removed_at: 'greatest(t.removed_at, EXCLUDED.removed_at)',
  },
  where: `(EXCLUDED.added_at, EXCLUDED.expires_at) > (t.added_at, t.expires_at)
    OR (t.added_at IS NULL AND EXCLUDED.added_at IS NOT NULL)
    OR EXCLUDED.removed_at > coalesce(t.removed_at, '-infinity')`,
  returning: 't.channel_id',
};

interface BoostRow {
  readonly channel_id: string;
  readonly boost_id: string;
  readonly source: string;
  readonly added_at: Date | null;
  readonly expires_at: Date | null;
  readonly removed_at: Date | null;
}

/** One row a boost, from everything that a batch tells of it: a batch may hold a key only once. */
export function boostRows(events: readonly BoostEvent[]): BoostRow[] {
  const rows = new Map<string, BoostRow>();
  for (const { channelId, boostId, at, source, expiresAt } of events) {
    const key = `${channelId} ${boostId}`;
    const known = rows.get(key) ?? {
      ...{ channel_id: channelId, boost_id: boostId, source },
      ...{ added_at: null, expires_at: null, removed_at: null },
    };
    if (expiresAt === null) {
      rows.set(key, { ...known, removed_at: later(known.removed_at, at) });
      continue;
    }
    const isNewer =
      known.added_at === null ||
      known.expires_at === null ||
      known.added_at < at ||
      (+known.added_at === +at && known.expires_at < expiresAt);
    rows.set(key, isNewer ? { ...known, added_at: at, expires_at: expiresAt } : known);
  }
  return [...rows.values()];
}

function later(known: Date | null, at: Date): Date {
  return known === null || known < at ? at : known;
}
