-- digests.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- coming

SELECT d.channel_id AS "channelId", min(d.next_at) AS at
FROM digest_subscriptions d JOIN users u ON u.id = d.user_id AND u.blocked_at IS NULL
WHERE d.next_at > $1 AND d.next_at <= $2
GROUP BY d.channel_id ORDER BY min(d.next_at) LIMIT $3;
