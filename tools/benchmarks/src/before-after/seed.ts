import type { Queryable } from '@analyticbot/pooling';

/** How much data there is. */
export interface SeedSize {
  readonly channels: number;
  readonly days: number;
  readonly postsPerDay: number;
  /** Hours after posting in which a post's views are read. */
  readonly hoursPerPost: number;
  /** @default 1 */
  readonly hoursBetweenReadings?: number;
}

/** About a million snapshots of posts: 50 channels over 60 days. */
export const fullSize: SeedSize = { channels: 50, days: 60, postsPerDay: 4, hoursPerPost: 84 };
/** Enough to see that everything runs. */
export const quickSize: SeedSize = { channels: 10, days: 35, postsPerDay: 4, hoursPerPost: 48 };

/** The first moment of the history: fixed, so that every run has the same data. */
export const historyStart = new Date('2026-01-01T00:00:00Z');

const day = (column: string) => `(${column} AT TIME ZONE 'UTC')::date`;

/** Ids of the seeded channels. */
export const channelIdsOf = ({ channels }: SeedSize): string[] =>
  Array.from({ length: channels }, (_, index) => String(-1_001_000_000_000 - index));

/** The days that reports cover: the last 30 of the history, or `length`, `YYYY-MM-DD`, both included. */
export function reportDays({ days }: SeedSize, length = 30): { from: string; to: string } {
  const at = (offset: number) => new Date(+historyStart + offset * 86_400_000).toISOString().slice(0, 10);
  return { from: at(days - length), to: at(days - 1) };
}

/**
 * Fills the migrated schema: channels, posts whose views grow fast and then slowly, hourly counts of subscribers, and the
 * rollups of all that. The same size gives the same rows. Gives the number of post snapshots.
 */
export async function seed(database: Queryable, size: SeedSize): Promise<number> {
  const { channels, days, postsPerDay, hoursPerPost, hoursBetweenReadings = 1 } = size;
  const values = [historyStart, channels, days] as const;
  await database.query(
    `INSERT INTO channels (id, title, username)
     SELECT -1001000000000 - c, 'Channel ' || c, 'channel_' || c FROM generate_series(0, $1::int - 1) c`,
    [channels],
  );
  await database.query(
    `INSERT INTO posts (channel_id, message_id, posted_at, kind, excerpt)
     SELECT -1001000000000 - c, p + 1, $1::timestamptz + make_interval(hours => (p * 24 / $4::int)) + make_interval(mins => (c * 7) % 50),
       'text', 'Post ' || (p + 1)
     FROM generate_series(0, $2::int - 1) c, generate_series(0, $3::int * $4::int - 1) p`,
    [...values, postsPerDay],
  );
  // By far the most rows: two sessions share them.
  await Promise.all(
    [0, 1].map((half) =>
      database.query(
        `INSERT INTO post_snapshots (channel_id, message_id, taken_at, source, views)
         SELECT p.channel_id, p.message_id, p.posted_at + make_interval(hours => h), 'mtproto',
           floor((800 + (p.message_id * 7919 - p.channel_id) % 5000) * (1 - exp(-h / 14.0)))::int
         FROM posts p, generate_series($4::int, $3::int, $4::int) h
         WHERE -p.channel_id % 2 = $5::int AND p.posted_at + make_interval(hours => h) < $1::timestamptz + make_interval(days => $2::int)`,
        [historyStart, days, hoursPerPost, hoursBetweenReadings, half],
      ),
    ),
  );
  await database.query(
    `INSERT INTO channel_snapshots (channel_id, taken_at, source, subscribers)
     SELECT -1001000000000 - c, $1::timestamptz + make_interval(hours => h), 'bot-api',
       5000 + c * 100 + h * 2 + ((h * 7919 + c * 104729) % 41) - 20
     FROM generate_series(0, $2::int - 1) c, generate_series(0, $3::int * 24 - 1) h`,
    values,
  );
  await rollUp(database);
  const [row] = await database.query<{ rows: number }>('SELECT count(*)::int AS rows FROM post_snapshots');
  return row?.rows ?? 0;
}

/** What the repositories keep with every write, computed at once for the whole history. */
async function rollUp(database: Queryable): Promise<void> {
  await database.query(
    `INSERT INTO channel_daily (channel_id, day, first_subscribers, first_at, last_subscribers, last_at, min_subscribers, max_subscribers, samples)
     SELECT channel_id, ${day('taken_at')}, (array_agg(subscribers ORDER BY taken_at))[1], min(taken_at),
       (array_agg(subscribers ORDER BY taken_at DESC))[1], max(taken_at), min(subscribers), max(subscribers), count(*)
     FROM channel_snapshots GROUP BY 1, 2`,
  );
  await database.query(
    `INSERT INTO post_daily (channel_id, message_id, day, views, views_at, views_source, first_views, first_at, gained)
     SELECT channel_id, message_id, day, views, views_at, 'mtproto', first_views, first_at,
       views - coalesce(lag(views) OVER (PARTITION BY channel_id, message_id ORDER BY day), 0)
     FROM (
       SELECT channel_id, message_id, ${day('taken_at')} AS day, max(views) AS views, max(taken_at) AS views_at,
         min(views) AS first_views, min(taken_at) AS first_at
       FROM post_snapshots GROUP BY 1, 2, 3
     ) ends`,
  );
  // Seven days, fifty places: what stores keep.
  await database.query(
    `INSERT INTO post_rankings (channel_id, day, message_ids, gains)
     SELECT channel_id, last, array_agg(message_id ORDER BY place), array_agg(gained ORDER BY place)
     FROM (
       SELECT *, row_number() OVER (PARTITION BY channel_id ORDER BY gained DESC, message_id DESC) AS place
       FROM (
         SELECT channel_id, message_id, last, sum(gained)::int AS gained
         FROM post_daily JOIN (SELECT channel_id, max(day) AS last FROM post_daily GROUP BY 1) l USING (channel_id)
         WHERE day > last - 7 GROUP BY 1, 2, 3
       ) week
     ) ranked WHERE place <= 50 GROUP BY 1, 2`,
  );
  await database.query(
    `UPDATE channel_daily d SET views_gained = g.gained
     FROM (SELECT channel_id, day, sum(gained) AS gained FROM post_daily GROUP BY 1, 2) g
     WHERE g.channel_id = d.channel_id AND g.day = d.day`,
  );
  await database.query(
    `UPDATE channel_daily d SET posts = g.posts
     FROM (SELECT channel_id, ${day('posted_at')} AS day, count(*) AS posts FROM posts GROUP BY 1, 2) g
     WHERE g.channel_id = d.channel_id AND g.day = d.day`,
  );
}

/** The same raw data as a team without rollups keeps it: plain tables in a schema of their own, each with its primary key. */
export async function copyWithoutRollups(database: Queryable): Promise<void> {
  await database.query('CREATE SCHEMA before');
  await database.query(
    `CREATE TABLE before.posts AS SELECT channel_id, message_id, posted_at FROM posts ORDER BY channel_id, message_id`,
  );
  await database.query('ALTER TABLE before.posts ADD PRIMARY KEY (channel_id, message_id)');
  await database.query(
    `CREATE TABLE before.post_snapshots AS SELECT channel_id, message_id, taken_at, views FROM post_snapshots ORDER BY taken_at`,
  );
  await database.query(
    'ALTER TABLE before.post_snapshots ADD PRIMARY KEY (channel_id, message_id, taken_at)',
  );
  await database.query(
    `CREATE TABLE before.channel_snapshots AS SELECT channel_id, taken_at, subscribers FROM channel_snapshots ORDER BY taken_at`,
  );
  await database.query('ALTER TABLE before.channel_snapshots ADD PRIMARY KEY (channel_id, taken_at)');
}
