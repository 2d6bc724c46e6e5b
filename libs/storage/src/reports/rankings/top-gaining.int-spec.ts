import { createPool, Database, type ManagedPool, type Queryable } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { ChannelEventsRepository } from '../../events/channel-events.repository.js';
import { rebuildChannel } from '../../rollups/rebuild/rebuild-channel.sql.js';
import { repairRollups } from '../../rollups/rebuild/repair-rollups.sql.js';
import { rankedPosts, rerank } from '../../rollups/rankings/rank-posts.sql.js';
import { migrate } from '../../schema/migrate.js';
import type { PostSnapshot } from '../../snapshots/snapshot.types.js';
import { SnapshotsRepository } from '../../snapshots/snapshots.repository.js';
import { ReportsRepository } from '../reports.repository.js';

const day = 86_400_000;
const now = new Date('2026-11-23T12:00:00Z');
const ago = (days: number) => new Date(+now - days * day);
const dayAgo = (days: number) => ago(days).toISOString().slice(0, 10);
const channelId = '-1001';
const reading = (messageId: number, daysAgo: number, views: number): PostSnapshot => ({
  ...{ channelId, messageId, takenAt: ago(daysAgo), postedAt: ago(100), source: 'preview', views },
  ...{ viewsLow: null, viewsHigh: null, viewsShown: null, forwards: null, replies: null },
});
/** Posts of 100 views ten days ago: today's are gains. */
const known = (...ids: readonly number[]) => ids.map((id) => reading(id, 10, 100));
const count = (length: number) => Array.from({ length }, (_, index) => index + 1);

describe('posts by the views they gained in a week', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;

  const store = (...rows: PostSnapshot[]) => new SnapshotsRepository(database).storePosts(rows);
  const remove = (...ids: readonly number[]) =>
    new ChannelEventsRepository(database).store({
      deletions: ids.map((messageId) => ({ channelId, messageId, at: now })),
    });
  /** Ids and gains, and which statements told them. */
  const top = async (limit: number, lastDaysAgo = 0, days = 7) => {
    const asked: (string | undefined)[] = [];
    const noting: Queryable = {
      query: (statement) => {
        if (typeof statement !== 'string') asked.push(statement.name);
        return database.query(statement);
      },
    };
    const posts = await new ReportsRepository(noting).topGaining(
      ...[channelId, dayAgo(lastDaysAgo + days - 1), dayAgo(lastDaysAgo), limit],
    );
    return { posts: posts.map(({ messageId, viewsGained }) => [messageId, viewsGained]), asked };
  };

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now, monthsAhead: 1 });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 2 });
    database = new Database(pool);
  });
  beforeEach(() =>
    database.query(
      'TRUNCATE channels, posts, post_snapshots, post_daily, post_rankings, channel_hourly, channel_daily CASCADE',
    ),
  );
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('are read from the ranking that is kept, the most first, and the later one of two', async () => {
    await store(...known(1, 2, 3, 4), reading(1, 0, 130), reading(2, 6, 150), reading(3, 7, 900));
    await store(reading(4, 3, 120), reading(4, 0, 130));
    await store(reading(2, 1, 160));
    expect(await top(10)).toEqual({
      posts: [
        [2, 60],
        [4, 30],
        [1, 30],
      ],
      asked: ['top-of-ranking'],
    });
    expect((await top(1)).posts).toEqual([[2, 60]]);
  });

  it('are added up from days for any other span, with the same order', async () => {
    await store(...known(1, 2), reading(1, 3, 130), reading(2, 3, 140));
    expect((await top(10, 3)).asked).toEqual(['top-of-ranking']);
    // The channel was not read since: the week up to today is another one.
    expect(await top(10)).toMatchObject({ asked: ['top-of-ranking', 'top-of-days'] });
    expect((await top(10)).posts).toEqual((await top(10, 3)).posts);
    expect(await top(10, 3, 8)).toMatchObject({ asked: ['top-of-days'] });
    expect(await top(10, 20)).toEqual({ posts: [], asked: ['top-of-ranking', 'top-of-days'] });
  });

  it('are looked for further down where deleted posts and albums take places', async () => {
    await store(...known(...count(9)));
    await store(...count(9).map((id) => reading(id, 0, 200 - id)));
    expect((await top(3)).posts).toEqual([
      [1, 99],
      [2, 98],
      [3, 97],
    ]);
    await remove(1, 3);
    await database.query(
      `UPDATE posts SET media_group_id = 'album' WHERE channel_id = $1 AND message_id IN (4, 5, 6)`,
      [channelId],
    );
    expect(await top(3)).toEqual({
      posts: [
        [2, 98],
        [4, 96],
        [7, 93],
      ],
      asked: ['top-of-ranking', 'top-of-ranking'],
    });
    expect((await top(9)).asked).toEqual(['top-of-ranking']);
    await remove(...count(9));
    expect((await top(3)).posts).toEqual([]);
  });

  it('are added up where a ranking is too short for what is left out', async () => {
    const ids = count(rankedPosts + 5);
    await store(...known(...ids));
    await store(...ids.map((id) => reading(id, 0, 1_000 - id)));
    expect((await top(rankedPosts)).asked).toEqual(['top-of-ranking']);
    await remove(...count(rankedPosts - 1).slice(1));
    expect(await top(4)).toEqual({
      posts: [
        [1, 899],
        [50, 850],
        [51, 849],
        [52, 848],
      ],
      asked: ['top-of-ranking', 'top-of-ranking', 'top-of-ranking', 'top-of-days'],
    });
    await remove(1);
    expect((await top(2)).posts).toEqual([
      [50, 850],
      [51, 849],
    ]);
  });

  it('follow what is computed again of a channel', async () => {
    await store(...known(1, 2), reading(1, 0, 130), reading(2, 0, 120));
    await database.query(`UPDATE post_daily SET gained = 70 WHERE message_id = 2 AND day = $1`, [dayAgo(0)]);
    await rerank(database, [channelId]);
    expect((await top(2)).posts[0]).toEqual([2, 70]);
    await rebuildChannel(database, channelId);
    expect(await top(2)).toEqual({
      posts: [
        [1, 30],
        [2, 20],
      ],
      asked: ['top-of-ranking'],
    });
  });

  it('are right again after the repair where a replica of the release before stored readings', async () => {
    await store(...known(1, 2), reading(1, 0, 130), reading(2, 0, 120));
    await database.query(`UPDATE post_daily SET views = 150, gained = 50 WHERE message_id = 2 AND day = $1`, [
      dayAgo(0),
    ]);
    // Such a replica also brings hours and days up to date.
    await database.query(`UPDATE channel_daily SET views_gained = 80 WHERE day = $1`, [dayAgo(0)]);
    await database.query(`UPDATE channel_hourly SET views_gained = 80 WHERE hour >= $1::date`, [dayAgo(0)]);
    expect(await repairRollups(database, ago(1))).toEqual([channelId]);
    expect((await top(2)).posts).toEqual([
      [2, 50],
      [1, 30],
    ]);
    await database.query('TRUNCATE post_rankings');
    expect((await top(2)).asked).toEqual(['top-of-ranking', 'top-of-days']);
    expect(await repairRollups(database, ago(1))).toEqual([channelId]);
    expect((await top(2)).asked).toEqual(['top-of-ranking']);
    expect(await repairRollups(database, ago(1))).toEqual([]);
  });
});
