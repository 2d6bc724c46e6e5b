-- boosts.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- counts

SELECT count(*) FILTER (WHERE added_at <= $2 AND expires_at > $2 AND (removed_at IS NULL OR removed_at < added_at))::int AS active,
  min(added_at) AS since
FROM channel_boosts WHERE channel_id = $1;
