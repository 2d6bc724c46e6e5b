const channelColumns = (alias: string) => `
  ${alias}.id, ${alias}.username, ${alias}.title, ${alias}.kind, ${alias}.status, ${alias}.lost_reason AS "lostReason",
  ${alias}.bot_admin_since AS "botAdminSince", ${alias}.registered_at AS "registeredAt",
  ${alias}.next_collect_at AS "nextCollectAt", ${alias}.last_collected_at AS "lastCollectedAt",
  ${alias}.failures, ${alias}.last_error_code AS "lastErrorCode"`;

/** The statements of `ChannelsRepository`. */
export const channelSql = {
  byIds: `SELECT ${channelColumns('c')} FROM channels c WHERE c.id = ANY ($1::bigint[])`,

  byUsername: `
    SELECT ${channelColumns('c')} FROM channels c
    WHERE lower(c.username) = lower($1) ORDER BY c.profile_at DESC NULLS LAST LIMIT 1`,

  /** $1 id, $2 username, $3 title, $4 kind, $5 seen at, $6 added by, $7 bot admin since, $8 collect at */
  register: `
    INSERT INTO channels AS c (id, username, title, kind, profile_at, status_at, added_by, bot_admin_since, registered_at, next_collect_at)
    VALUES ($1, $2, $3, $4, $5::timestamptz, $5, $6, $7, $5, $8)
    ON CONFLICT (id) DO UPDATE SET
      username = CASE WHEN c.profile_at > EXCLUDED.profile_at THEN c.username ELSE EXCLUDED.username END,
      title = CASE WHEN c.profile_at > EXCLUDED.profile_at THEN c.title ELSE EXCLUDED.title END,
      kind = CASE WHEN c.profile_at > EXCLUDED.profile_at THEN c.kind ELSE EXCLUDED.kind END,
      profile_at = greatest(c.profile_at, EXCLUDED.profile_at),
      status = CASE WHEN c.status_at > EXCLUDED.status_at THEN c.status ELSE 'active' END,
      lost_reason = CASE WHEN c.status_at > EXCLUDED.status_at THEN c.lost_reason END,
      status_at = greatest(c.status_at, EXCLUDED.status_at),
      added_by = coalesce(c.added_by, EXCLUDED.added_by),
      bot_admin_since = CASE WHEN c.status = 'lost' AND c.status_at <= EXCLUDED.status_at THEN EXCLUDED.bot_admin_since
        ELSE coalesce(c.bot_admin_since, EXCLUDED.bot_admin_since) END,
      registered_at = coalesce(c.registered_at, EXCLUDED.registered_at),
      next_collect_at = least(c.next_collect_at, EXCLUDED.next_collect_at)
    RETURNING ${channelColumns('c')}`,

  claimAdministratorsRefresh: `
    UPDATE channels SET administrators_at = $2
    WHERE id = $1 AND (administrators_at IS NULL OR administrators_at < $2) RETURNING id`,

  deleteAdministrators: `DELETE FROM channel_administrators WHERE channel_id = $1`,

  insertAdministrators: `
    INSERT INTO channel_administrators (channel_id, user_id, status, rights, refreshed_at)
    SELECT $1, u.user_id, u.status, u.rights, $5
    FROM unnest($2::bigint[], $3::text[], $4::jsonb[]) AS u (user_id, status, rights)
    ON CONFLICT (channel_id, user_id) DO NOTHING`,

  administratorsOf: `
    SELECT channel_id AS "channelId", user_id AS "userId", status, rights, refreshed_at AS "refreshedAt"
    FROM channel_administrators WHERE channel_id = $1 ORDER BY status = 'creator' DESC, user_id`,

  listForAdministrator: `
    SELECT ${channelColumns('c')} FROM channel_administrators a JOIN channels c ON c.id = a.channel_id
    WHERE a.user_id = $1 AND c.registered_at IS NOT NULL ORDER BY lower(c.title), c.id`,

  // Telegram tells changes of rights in order and by the second: of two within one the later to come stands.
  markLost: `
    UPDATE channels SET status = 'lost', lost_reason = $2, status_at = $3
    WHERE id = $1 AND (status_at IS NULL OR status_at <= $3) RETURNING id`,

  markActive: `
    UPDATE channels SET status = 'active', lost_reason = NULL, status_at = $2,
      bot_admin_since = CASE WHEN status = 'lost' THEN $2 ELSE coalesce(bot_admin_since, $2) END,
      next_collect_at = CASE WHEN registered_at IS NOT NULL THEN least(next_collect_at, $2) END
    WHERE id = $1 AND (status_at IS NULL OR status_at <= $2) RETURNING id`,

  recordCollected: `
    UPDATE channels SET last_collected_at = $2, first_collected_at = coalesce(first_collected_at, $2),
      next_collect_at = $3, failures = 0, last_error_code = NULL
    WHERE id = $1 AND (last_collected_at IS NULL OR last_collected_at < $2)
    RETURNING first_collected_at = $2 AS first`,

  recordFailure: `
    UPDATE channels SET failures = failures + 1, last_error_code = $2, last_failure_at = $3, next_collect_at = $4
    WHERE id = $1 AND (last_failure_at IS NULL OR last_failure_at < $3)
      AND (last_collected_at IS NULL OR last_collected_at <= $3)`,
} as const;
