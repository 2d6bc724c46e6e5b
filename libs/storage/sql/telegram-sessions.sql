-- telegram-sessions.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- save

INSERT INTO telegram_sessions (name, sealed, leased_by, leased_until, saved_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (name) DO UPDATE SET sealed = $2, leased_by = $3, leased_until = $4, saved_at = $5;

-- claim

UPDATE telegram_sessions SET leased_by = $1, leased_until = $2
WHERE name = (
  SELECT name FROM telegram_sessions WHERE leased_until <= $3 OR leased_by = $1
  ORDER BY leased_by IS NOT DISTINCT FROM $1 DESC, saved_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING name, sealed;

-- renew

UPDATE telegram_sessions SET leased_until = $3 WHERE name = $1 AND leased_by = $2 RETURNING name;

-- remove

DELETE FROM telegram_sessions WHERE name = $1;
