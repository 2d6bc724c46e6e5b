-- people.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- markUnreachable

INSERT INTO users AS u (id, blocked_at) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET blocked_at = EXCLUDED.blocked_at
WHERE (u.seen_at IS NULL OR u.seen_at < EXCLUDED.blocked_at) AND (u.blocked_at IS NULL OR u.blocked_at < EXCLUDED.blocked_at);

-- markReachable

INSERT INTO users AS u (id, seen_at) VALUES ($1, $2)
ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at,
  blocked_at = CASE WHEN u.blocked_at > EXCLUDED.seen_at THEN u.blocked_at END
WHERE u.seen_at IS NULL OR u.seen_at < EXCLUDED.seen_at;
