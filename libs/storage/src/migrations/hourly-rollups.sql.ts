const added: Readonly<Record<string, string>> = {
  views_source: 'text',
  views_low: 'integer',
  views_high: 'integer',
  views_shown: 'text',
  forwards: 'integer',
  forwards_at: 'timestamptz',
  replies: 'integer',
  replies_at: 'timestamptz',
};

export const hourlyRollupsUp: readonly string[] = [
  // An ALTER that waits for a long reader would make everybody else wait behind it.
  `SET LOCAL lock_timeout = '5s'`,
  `CREATE TABLE channel_hourly (
    channel_id bigint NOT NULL,
    hour timestamptz NOT NULL,
    first_subscribers integer,
    first_at timestamptz,
    last_subscribers integer,
    last_at timestamptz,
    min_subscribers integer,
    max_subscribers integer,
    samples integer NOT NULL DEFAULT 0,
    joins integer NOT NULL DEFAULT 0,
    leaves integer NOT NULL DEFAULT 0,
    views_gained bigint,
    posts integer,
    PRIMARY KEY (channel_id, hour)
  ) WITH (fillfactor = 70)`,
  // A day's row changes with every reading; free room in its page keeps the change out of the indexes.
  `ALTER TABLE channel_daily SET (fillfactor = 70)`,
  `ALTER TABLE post_daily SET (fillfactor = 70)`,
  `ALTER TABLE post_daily ${Object.entries(added)
    .map(([column, type]) => `ADD COLUMN ${column} ${type}`)
    .join(', ')}`,
  // Raw rows from before this moment are gone or going: stored again they would count twice.
  `CREATE TABLE retention_horizons (
    table_name text PRIMARY KEY,
    horizon timestamptz NOT NULL
  )`,
];

export const hourlyRollupsDown: readonly string[] = [
  `DROP TABLE retention_horizons`,
  // What the release before reads: a post's latest figures beside its text.
  `UPDATE posts p SET views = f.views, views_at = greatest(p.views_at, f.views_at), views_source = f.views_source, views_low = f.views_low,
     views_high = f.views_high, views_shown = f.views_shown, forwards = coalesce(f.forwards, p.forwards),
     forwards_at = coalesce(f.forwards_at, p.forwards_at), replies = coalesce(f.replies, p.replies), replies_at = coalesce(f.replies_at, p.replies_at)
   FROM (SELECT DISTINCT ON (channel_id, message_id) * FROM post_daily ORDER BY channel_id, message_id, day DESC) f
   WHERE f.channel_id = p.channel_id AND f.message_id = p.message_id`,
  `ALTER TABLE post_daily ${Object.keys(added)
    .map((column) => `DROP COLUMN ${column}`)
    .join(', ')}`,
  `ALTER TABLE channel_daily RESET (fillfactor)`,
  `ALTER TABLE post_daily RESET (fillfactor)`,
  `DROP TABLE channel_hourly`,
];
