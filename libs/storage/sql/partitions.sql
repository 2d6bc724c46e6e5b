-- partitions.repository.ts. Written by "npx nx run storage:sql-snapshots": read what changed, don't edit.

-- ensurePartitions

BEGIN;

SELECT pg_advisory_xact_lock(hashtextextended('storage.partitions', 0));

SELECT to_regclass($1) IS NOT NULL AS present;

COMMIT;

LOCK TABLE post_snapshots IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE post_snapshots_2027_01 (LIKE post_snapshots INCLUDING ALL);

WITH moved AS (DELETE FROM post_snapshots_default WHERE taken_at >= '2027-01-01T00:00:00.000Z' AND taken_at < '2027-02-01T00:00:00.000Z' RETURNING *)
INSERT INTO post_snapshots_2027_01 SELECT * FROM moved;

ALTER TABLE post_snapshots ATTACH PARTITION post_snapshots_2027_01 FOR VALUES FROM ('2027-01-01T00:00:00.000Z') TO ('2027-02-01T00:00:00.000Z');

CREATE TABLE post_snapshots_2027_02 (LIKE post_snapshots INCLUDING ALL);

WITH moved AS (DELETE FROM post_snapshots_default WHERE taken_at >= '2027-02-01T00:00:00.000Z' AND taken_at < '2027-03-01T00:00:00.000Z' RETURNING *)
INSERT INTO post_snapshots_2027_02 SELECT * FROM moved;

ALTER TABLE post_snapshots ATTACH PARTITION post_snapshots_2027_02 FOR VALUES FROM ('2027-02-01T00:00:00.000Z') TO ('2027-03-01T00:00:00.000Z');

CREATE TABLE post_snapshots_2027_03 (LIKE post_snapshots INCLUDING ALL);

WITH moved AS (DELETE FROM post_snapshots_default WHERE taken_at >= '2027-03-01T00:00:00.000Z' AND taken_at < '2027-04-01T00:00:00.000Z' RETURNING *)
INSERT INTO post_snapshots_2027_03 SELECT * FROM moved;

ALTER TABLE post_snapshots ATTACH PARTITION post_snapshots_2027_03 FOR VALUES FROM ('2027-03-01T00:00:00.000Z') TO ('2027-04-01T00:00:00.000Z');

LOCK TABLE channel_snapshots IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE channel_snapshots_2027_01 (LIKE channel_snapshots INCLUDING ALL);

WITH moved AS (DELETE FROM channel_snapshots_default WHERE taken_at >= '2027-01-01T00:00:00.000Z' AND taken_at < '2027-02-01T00:00:00.000Z' RETURNING *)
INSERT INTO channel_snapshots_2027_01 SELECT * FROM moved;

ALTER TABLE channel_snapshots ATTACH PARTITION channel_snapshots_2027_01 FOR VALUES FROM ('2027-01-01T00:00:00.000Z') TO ('2027-02-01T00:00:00.000Z');

CREATE TABLE channel_snapshots_2027_02 (LIKE channel_snapshots INCLUDING ALL);

WITH moved AS (DELETE FROM channel_snapshots_default WHERE taken_at >= '2027-02-01T00:00:00.000Z' AND taken_at < '2027-03-01T00:00:00.000Z' RETURNING *)
INSERT INTO channel_snapshots_2027_02 SELECT * FROM moved;

ALTER TABLE channel_snapshots ATTACH PARTITION channel_snapshots_2027_02 FOR VALUES FROM ('2027-02-01T00:00:00.000Z') TO ('2027-03-01T00:00:00.000Z');

CREATE TABLE channel_snapshots_2027_03 (LIKE channel_snapshots INCLUDING ALL);

WITH moved AS (DELETE FROM channel_snapshots_default WHERE taken_at >= '2027-03-01T00:00:00.000Z' AND taken_at < '2027-04-01T00:00:00.000Z' RETURNING *)
INSERT INTO channel_snapshots_2027_03 SELECT * FROM moved;

ALTER TABLE channel_snapshots ATTACH PARTITION channel_snapshots_2027_03 FOR VALUES FROM ('2027-03-01T00:00:00.000Z') TO ('2027-04-01T00:00:00.000Z');

LOCK TABLE membership_events IN SHARE ROW EXCLUSIVE MODE;

CREATE TABLE membership_events_2027_01 (LIKE membership_events INCLUDING ALL);

WITH moved AS (DELETE FROM membership_events_default WHERE at >= '2027-01-01T00:00:00.000Z' AND at < '2027-02-01T00:00:00.000Z' RETURNING *)
INSERT INTO membership_events_2027_01 SELECT * FROM moved;

ALTER TABLE membership_events ATTACH PARTITION membership_events_2027_01 FOR VALUES FROM ('2027-01-01T00:00:00.000Z') TO ('2027-02-01T00:00:00.000Z');

CREATE TABLE membership_events_2027_02 (LIKE membership_events INCLUDING ALL);

WITH moved AS (DELETE FROM membership_events_default WHERE at >= '2027-02-01T00:00:00.000Z' AND at < '2027-03-01T00:00:00.000Z' RETURNING *)
INSERT INTO membership_events_2027_02 SELECT * FROM moved;

ALTER TABLE membership_events ATTACH PARTITION membership_events_2027_02 FOR VALUES FROM ('2027-02-01T00:00:00.000Z') TO ('2027-03-01T00:00:00.000Z');

CREATE TABLE membership_events_2027_03 (LIKE membership_events INCLUDING ALL);

WITH moved AS (DELETE FROM membership_events_default WHERE at >= '2027-03-01T00:00:00.000Z' AND at < '2027-04-01T00:00:00.000Z' RETURNING *)
INSERT INTO membership_events_2027_03 SELECT * FROM moved;

ALTER TABLE membership_events ATTACH PARTITION membership_events_2027_03 FOR VALUES FROM ('2027-03-01T00:00:00.000Z') TO ('2027-04-01T00:00:00.000Z');

-- retireMonths

BEGIN; SET LOCAL statement_timeout = 60000; SET LOCAL idle_in_transaction_session_timeout = 30000;

SELECT least($1::timestamptz, now()) AS now;

COMMIT;

INSERT INTO retention_horizons AS t VALUES ($1, $2)
ON CONFLICT (table_name) DO UPDATE SET horizon = EXCLUDED.horizon WHERE t.horizon < EXCLUDED.horizon;

SELECT c.relname AS name, EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid) AS "isAttached"
FROM pg_class c JOIN retention_horizons h ON h.table_name = $1
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname ~ ('^' || $1 || '_\d{4}_\d{2}$')
  AND c.relname < $1 || to_char(h.horizon AT TIME ZONE 'UTC', '_YYYY_MM')
ORDER BY 1;

DELETE FROM post_snapshots_default WHERE ctid = ANY (ARRAY(
  SELECT d.ctid FROM post_snapshots_default d
  WHERE d.taken_at < (SELECT horizon FROM retention_horizons WHERE table_name = $1) LIMIT 5000))
RETURNING 1;

DELETE FROM channel_snapshots_default WHERE ctid = ANY (ARRAY(
  SELECT d.ctid FROM channel_snapshots_default d
  WHERE d.taken_at < (SELECT horizon FROM retention_horizons WHERE table_name = $1) LIMIT 5000))
RETURNING 1;

SELECT coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz) >= coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz) AS settled;

SELECT pg_advisory_xact_lock(hashtextextended('storage.partitions', 0));

SET LOCAL lock_timeout = 150;

LOCK TABLE ONLY membership_events IN SHARE ROW EXCLUSIVE MODE;

SELECT DISTINCT channel_id::text AS id FROM channel_daily
WHERE joins > 0 AND day >= (coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'link_hourly'), '-infinity'::timestamptz) AT TIME ZONE 'UTC')::date AND day < (coalesce((SELECT horizon FROM retention_horizons WHERE table_name = 'membership_events'), '-infinity'::timestamptz) AT TIME ZONE 'UTC')::date ORDER BY 1;

INSERT INTO retention_horizons AS t
SELECT 'link_hourly', horizon FROM retention_horizons WHERE table_name = 'membership_events'
ON CONFLICT (table_name) DO UPDATE SET horizon = EXCLUDED.horizon WHERE t.horizon < EXCLUDED.horizon;

DELETE FROM membership_events_default WHERE ctid = ANY (ARRAY(
  SELECT d.ctid FROM membership_events_default d
  WHERE d.at < (SELECT horizon FROM retention_horizons WHERE table_name = $1) LIMIT 5000))
RETURNING 1;
