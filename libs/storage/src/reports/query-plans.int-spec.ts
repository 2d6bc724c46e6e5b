import {
  createPool,
  Database,
  PerformanceIndexes,
  type ManagedPool,
  type PlanNode,
  type Queryable,
  type Statement,
} from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { storeNewest } from '../rollups/posts/newest-figures.sql.js';
import { rankPosts } from '../rollups/rankings/rank-posts.sql.js';
import { migrate } from '../schema/migrate.js';
import { performanceIndexes } from '../schema/performance-index-list.js';
import { FiguresRepository } from './figures/figures.repository.js';
import { ReportsRepository } from './reports.repository.js';
import { SeriesRepository } from './series.repository.js';

const now = new Date('2026-11-23T12:00:00Z');
const from = new Date(+now - 30 * 86_400_000);
const window = { from, to: now };
const channelId = '-7';
const days = ['2026-10-25', '2026-11-23'] as const;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Forty channels over eighty days, in the order of time as rows arrive. */
const history = [
  `INSERT INTO posts (channel_id, message_id, posted_at, kind)
   SELECT -c, d * 4 + p, timestamptz '2026-11-23Z' - make_interval(days => 80 - d, hours => p * 5), 'text'
   FROM generate_series(1, 80) d, generate_series(1, 4) p, generate_series(1, 40) c`,
  `INSERT INTO post_reactions (channel_id, message_id, at, total, counts)
   SELECT channel_id, message_id, posted_at, 1, '{"👍": 1}' FROM posts`,
  `INSERT INTO post_snapshots (channel_id, message_id, taken_at, source, views)
   SELECT p.channel_id, p.message_id, p.posted_at + make_interval(hours => h * 6), 'preview', h * 100
   FROM generate_series(1, 10) h, posts p ORDER BY 3`,
  `INSERT INTO channel_snapshots (channel_id, taken_at, source, subscribers)
   SELECT -c, timestamptz '2026-11-23Z' - make_interval(hours => h), 'bot-api', 1000 FROM generate_series(1, 1900) h, generate_series(1, 40) c`,
  `INSERT INTO membership_events (channel_id, at, update_id, kind, member_hash)
   SELECT -c, timestamptz '2026-11-23Z' - make_interval(hours => h), h, 'join', '\\x00' FROM generate_series(1, 1900) h, generate_series(1, 40) c`,
  `INSERT INTO channel_daily (channel_id, day, samples, joins, leaves, last_subscribers, first_at)
   SELECT -c, date '2026-11-23' - d, 24, 1, 1, 1000, now() FROM generate_series(0, 400) d, generate_series(1, 40) c`,
  `INSERT INTO channel_hourly (channel_id, hour, joins, leaves)
   SELECT -c, timestamptz '2026-11-23Z' - make_interval(hours => h), 1, 1 FROM generate_series(1, 1900) h, generate_series(1, 40) c`,
  `INSERT INTO link_hourly SELECT -c, timestamptz '2026-08-01Z' - make_interval(hours => h), 'https://t.me/+a', 1, 0, 0, 0
   FROM generate_series(1, 1900) h, generate_series(1, 40) c`,
  `INSERT INTO post_daily (channel_id, message_id, day, views, views_at, first_views, first_at, gained)
   SELECT channel_id, message_id, posted_at::date + d, 100, posted_at, 0, posted_at, 10 FROM generate_series(0, 4) d, posts ORDER BY 3`,
  // One row each: of more channels, since a table of a page or two is best read whole.
  `INSERT INTO post_rankings SELECT -c, '2026-11-23', array[1, 2], array[20, 10] FROM generate_series(1, 2000) c`,
];

/** Asks for the plan of what is asked, with its values or as a prepared statement is planned for any, and remembers it. */
class Explaining implements Queryable {
  readonly plans: PlanNode[] = [];
  constructor(
    private readonly database: Database,
    private readonly plan: 'custom' | 'generic',
  ) {}

  async query<Row extends object>(statement: Statement | string): Promise<Row[]> {
    const { text, values } = typeof statement === 'string' ? { text: statement, values: [] } : statement;
    const rows = await this.database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      this.plan === 'custom'
        ? { text: `EXPLAIN (FORMAT JSON) ${text}`, values }
        : `EXPLAIN (FORMAT JSON, GENERIC_PLAN) ${text}`,
    );
    this.plans.push(...rows.map((row) => row['QUERY PLAN'][0].Plan));
    return [];
  }
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** `post_snapshots_2026_11` is a month of `post_snapshots`. */
const tableOf = (node: PlanNode) => node['Relation Name']?.replace(/_(\d{4}_\d\d|default)$/, '');

describe('plans of report questions on a filled database', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now: new Date(+now - 60 * 86_400_000), monthsAhead: 3 });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 2, statementTimeoutMs: 0 });
    database = new Database(pool);
    for (const statement of history) await database.query(statement);
    await new PerformanceIndexes(database, performanceIndexes, quiet).ensure();
    await database.query('VACUUM ANALYZE');
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  const reports: Readonly<Record<string, (repository: ReportsRepository) => Promise<unknown>>> = {
    subscriberPoints: (r) => r.subscriberPoints(channelId, now),
    days: (r) => r.days(channelId, ...days),
    series: (r) => r.series(channelId, ...days),
    growth: (r) => r.growth(channelId, ...days),
    topGaining: (r) => r.topGaining(channelId, ...days),
    topOfWeek: (r) => r.topGaining(channelId, '2026-11-17', days[1]),
    posts: (r) => r.posts(channelId, window),
    topPosts: (r) => r.topPosts(channelId, window),
    membership: (r) => r.membership(channelId, window),
    coverage: (r) => r.coverage(channelId, window),
    reactionTotals: (r) => r.reactionTotals(channelId, window),
    viewsAtAge: (r) => r.viewsAtAge(channelId, window, 86_400_000),
  };
  /** A row for each time series: there is nothing to look up. */
  const oneRowEach = 'retention_horizons';
  const kinds = ['custom', 'generic'] as const;

  it.each(Object.keys(reports).flatMap((name) => kinds.map((kind) => ({ name, kind }))))(
    '$name reads no table from end to end ($kind plan)',
    async ({ name, kind }) => {
      const explaining = new Explaining(database, kind);
      await reports[name]?.(new ReportsRepository(explaining));
      const nodes = explaining.plans.flatMap(nodesOf);
      expect(nodes.filter((node) => node['Index Name'] !== undefined)).not.toEqual([]);
      const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && !isEmptyMonth(node));
      expect(whole.map(tableOf).filter((table) => table !== oneRowEach)).toEqual([]);
    },
  );

  const linkFigures: Readonly<Record<string, (repository: FiguresRepository) => Promise<unknown>>> = {
    links: (r) => r.links(channelId, window),
    members: (r) => r.members(channelId, [{ link: 'https://t.me/+a', window }]),
    joinsByHour: (r) => r.joinsByHour(channelId, window),
    linksKnownSince: (r) => r.linksKnownSince(channelId),
  };

  it.each(Object.keys(linkFigures).flatMap((name) => kinds.map((kind) => ({ name, kind }))))(
    '$name reads joins of one channel only ($kind plan)',
    async ({ name, kind }) => {
      const explaining = new Explaining(database, kind);
      await linkFigures[name]?.(new FiguresRepository(explaining));
      const nodes = explaining.plans.flatMap(nodesOf);
      expect(nodes.filter((node) => node['Index Name'] !== undefined)).not.toEqual([]);
      const whole = nodes
        .filter((node) => node['Node Type'] === 'Seq Scan' && !isEmptyMonth(node))
        .map(tableOf);
      // Nobody has campaigns here.
      const small = [oneRowEach, 'campaigns', 'invite_links'];
      expect(whole.filter((table) => !small.includes(table ?? ''))).toEqual([]);
    },
  );

  it.each(['days', 'series', 'growth', 'topGaining', 'topOfWeek', 'topPosts', 'coverage'])(
    '%s reads no raw snapshots at all',
    async (name) => {
      const explaining = new Explaining(database, 'custom');
      await reports[name]?.(new ReportsRepository(explaining));
      const tables = new Set(explaining.plans.flatMap(nodesOf).flatMap((node) => tableOf(node) ?? []));
      expect([...tables].filter((table) => table.endsWith('_snapshots'))).toEqual([]);
    },
  );

  it('subscriberCounts reads the window of one channel', async () => {
    const explaining = new Explaining(database, 'custom');
    await new SeriesRepository(explaining as unknown as Database).subscriberCounts(channelId, window);
    const types = explaining.plans.flatMap(nodesOf).filter((node) => !isEmptyMonth(node));
    expect(types.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  });

  it.each(kinds)(
    'new readings are stored without reading a table from end to end (%s plan)',
    async (kind) => {
      const explaining = new Explaining(database, kind);
      await explaining.query(
        storeNewest(
          Array.from({ length: 100 }, (_, index) => ({
            ...{ channel_id: channelId, message_id: 220 + index, posted_at: from, taken_at: now },
            ...{ source: 'preview', source_reason: null, views: 100, views_low: null, views_high: null },
            ...{ views_shown: null, forwards: null, replies: null },
          })),
        ),
      );
      const nodes = explaining.plans.flatMap(nodesOf);
      expect(nodes.map((node) => node['Index Name'])).toContain('post_daily_pkey');
      const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map(tableOf);
      expect(whole.filter((table) => table !== oneRowEach)).toEqual([]);
    },
  );

  it.each(kinds)('a ranking is made from the days of its week (%s plan)', async (kind) => {
    const explaining = new Explaining(database, kind);
    await explaining.query(rankPosts([channelId]));
    const nodes = explaining.plans.flatMap(nodesOf);
    const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
    expect(indexes.filter((name) => name.startsWith('post_daily'))).toEqual([
      'post_daily_by_day',
      'post_daily_by_day',
    ]);
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan');
  });

  /** A month without rows is read as it stands: there is nothing to look up. */
  function isEmptyMonth(node: PlanNode): boolean {
    return /_(default|2026_08|2026_12)$/.test(node['Relation Name'] ?? '');
  }
});
