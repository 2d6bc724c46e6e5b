import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { ChannelEventsRepository } from '../events/channel-events.repository.js';
import { RawReportsRepository } from '../reports/raw-reports.repository.js';
import { ReportsRepository } from '../reports/reports.repository.js';
import { migrate } from '../schema/migrate.js';
import { SnapshotsRepository } from './snapshots.repository.js';

const day = 24 * 3_600_000;
const start = Date.parse('2026-11-01T10:00:00Z');
const window = { from: new Date('2026-11-01T00:00:00Z'), to: new Date('2026-12-01T00:00:00Z') };

describe('stores of one channel at the same time', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now: new Date(start) });
    pool = createPool({ url: server.url, poolMin: 8, poolMax: 8 });
    await pool.warm();
    database = new Database(pool);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('keep daily gains exact although each depends on the day before', async () => {
    const snapshots = new SnapshotsRepository(database);
    const figure = (index: number) => ({
      ...{ channelId: '-1001', messageId: 1, postedAt: new Date(start), source: 'preview' as const },
      takenAt: new Date(start + (index % 25) * day + index * 60_000),
      views: 100 + index * index,
      ...{ viewsLow: null, viewsHigh: null, viewsShown: null, forwards: null, replies: null },
    });
    await Promise.all(Array.from({ length: 100 }, (_, index) => snapshots.storePosts([figure(index)])));
    const days = await new ReportsRepository(database).days('-1001', '2026-11-01', '2026-11-30');
    expect(days.map((row) => ({ day: row.day, gained: row.viewsGained }))).toEqual(
      await new RawReportsRepository(database).dailyViewsGained('-1001', window),
    );
  });

  it('count every post of a day once', async () => {
    const events = new ChannelEventsRepository(database);
    const post = (messageId: number) => ({
      ...{ channelId: '-1002', messageId, postedAt: new Date(start), editedAt: null, kind: 'text' },
      ...{ mediaGroupId: null, excerpt: '', updateId: String(messageId) },
    });
    await Promise.all(Array.from({ length: 60 }, (_, index) => events.store({ posts: [post(index + 1)] })));
    const [row] = await new ReportsRepository(database).days('-1002', '2026-11-01', '2026-11-01');
    expect(row?.posts).toBe(60);
  });

  it('do not deadlock when they name the same channels in different orders', async () => {
    const snapshots = new SnapshotsRepository(database);
    const ids = Array.from({ length: 20 }, (_, index) => `-20${index + 10}`);
    const before = await deadlocks();
    await Promise.all(
      Array.from({ length: 40 }, (_, round) =>
        snapshots.storeChannel(
          ...(round % 2 ? ids : [...ids].reverse()).map((channelId) => ({
            ...{
              channelId,
              takenAt: new Date(start + round),
              source: 'bot-api' as const,
              subscribers: round,
            },
          })),
        ),
      ),
    );
    expect(await deadlocks()).toBe(before);
  });

  async function deadlocks(): Promise<number> {
    const [row] = await database.query<{ n: number }>(
      'SELECT deadlocks::int AS n FROM pg_stat_database WHERE datname = current_database()',
    );
    return row?.n ?? 0;
  }
});
