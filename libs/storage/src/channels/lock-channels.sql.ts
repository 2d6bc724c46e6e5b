import { arrayParameter, type Queryable, type Statement } from '@analyticbot/pooling';
import type { ChannelProfile } from './channel.types.js';

/** $1 ids, $2 usernames, $3 titles, $4 kinds, $5 seen at (null: only the id is known) */
const statement = `
  INSERT INTO channels AS c (id, username, title, kind, profile_at)
  SELECT u.id, u.username, coalesce(u.title, ''), coalesce(u.kind, 'channel'), u.seen_at
  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) AS u (id, username, title, kind, seen_at)
  ORDER BY u.id
  ON CONFLICT (id) DO UPDATE SET
    username = EXCLUDED.username, title = EXCLUDED.title, kind = EXCLUDED.kind, profile_at = EXCLUDED.profile_at
  WHERE EXCLUDED.profile_at IS NOT NULL AND (c.profile_at IS NULL OR c.profile_at < EXCLUDED.profile_at)`;

/**
 * First statement of every transaction that stores figures. Makes sure that the channels exist (an unknown one gets a
 * bare row, so that nothing is lost) and locks their rows in the order of their ids until the end of the transaction:
 * ON CONFLICT DO UPDATE locks even the rows its WHERE skips. So two batches of one channel never run at the same time,
 * which makes rollups computed from neighbouring rows exact, and deadlocks between batches impossible.
 */
export async function lockChannels(
  transaction: Queryable,
  ids: readonly string[],
  profiles: readonly ChannelProfile[] = [],
): Promise<void> {
  const byId = new Map<string, ChannelProfile | null>(ids.map((id) => [id, null]));
  for (const profile of profiles) {
    const known = byId.get(profile.id);
    if (!known || known.seenAt < profile.seenAt) byId.set(profile.id, profile);
  }
  if (byId.size === 0) return;
  const rows = [...byId];
  await transaction.query({
    name: 'lock-channels',
    text: statement,
    values: [
      rows.map(([id]) => id),
      rows.map(([, profile]) => profile?.username ?? null),
      rows.map(([, profile]) => profile?.title ?? null),
      rows.map(([, profile]) => profile?.kind ?? null),
      rows.map(([, profile]) => profile?.seenAt ?? null),
    ],
  });
}

/**
 * The same as a statement, where no profiles are at hand: for transactions that are sent as a whole. `DO UPDATE` locks the rows, its WHERE
 * changes none.
 */
export function channelLock(ids: Iterable<string>): Statement {
  return {
    name: 'lock-known-channels',
    text: `INSERT INTO channels AS c (id) SELECT u.id FROM unnest($1::bigint[]) AS u (id) ORDER BY u.id
      ON CONFLICT (id) DO UPDATE SET id = c.id WHERE false`,
    values: [arrayParameter('bigint', [...new Set(ids)])],
  };
}
