-- series.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- subscriberCounts

SELECT taken_at AS at, subscribers, source FROM channel_snapshots
WHERE channel_id = $1 AND taken_at >= $2 AND taken_at < $3
ORDER BY taken_at DESC, subscribers DESC LIMIT $4;
