import { channelOverview } from '@analyticbot/contracts';
import type { Channel, PostReport } from '@analyticbot/storage';
import { assembleOverview, type OverviewData } from './channel-overview.assembly.js';

const now = new Date('2026-11-23T10:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

const channel: Channel = {
  id: '-1001234567890',
  username: 'news',
  title: 'News',
  kind: 'channel',
  status: 'active',
  lostReason: null,
  botAdminSince: daysAgo(40),
  registeredAt: daysAgo(40),
  nextCollectAt: null,
  lastCollectedAt: daysAgo(0),
  failures: 0,
  lastErrorCode: null,
};

function post(views: number | null, changes: Partial<PostReport> = {}): PostReport {
  return {
    channelId: channel.id,
    messageId: 1,
    mediaGroupId: null,
    items: 1,
    postedAt: daysAgo(2),
    editedAt: null,
    kind: 'text',
    excerpt: 'A post',
    views,
    viewsLow: views,
    viewsHigh: views,
    viewsShown: null,
    viewsSource: views === null ? null : 'preview',
    viewsAt: daysAgo(0),
    forwards: null,
    replies: null,
    reactions: null,
    ...changes,
  };
}

function data(changes: Partial<OverviewData> = {}): OverviewData {
  const point = (days: number, subscribers: number) => ({
    at: daysAgo(days),
    subscribers,
    source: 'bot-api' as const,
  });
  return {
    now,
    channel,
    subscribers: { now: point(0, 1_000), hours24: point(1, 990), days7: point(7, 1_050), days30: null },
    days: [],
    posts: [post(100), post(300, { messageId: 2 })],
    topPosts: [post(300, { messageId: 7, viewsShown: '300' })],
    coverage: { firstSnapshotAt: daysAgo(8), daysWithData: 8, daysInWindow: 31 },
    membership: {
      hours24: { joins: 5, leaves: 2 },
      days7: { joins: 0, leaves: 50 },
      days30: { joins: 0, leaves: 0 },
    },
    boosts: { active: 0, since: null },
    at24Hours: [],
    ...changes,
  };
}

describe('assembleOverview', () => {
  it('computes every figure with source and sample', () => {
    const overview = assembleOverview(data());
    expect(overview.subscribers).toMatchObject({
      value: 1_000,
      source: 'bot-api',
      coverage: { have: 8, of: 31 },
    });
    expect(overview.change.hours24).toMatchObject({ value: 10 });
    expect(overview.change.days7).toMatchObject({ value: -50 });
    expect(overview.averageReach).toMatchObject({ value: 200, source: 'preview', sampleSize: 2 });
    expect(overview.err).toMatchObject({ value: 0.2, source: 'preview' });
    expect(overview.topPosts[0]).toMatchObject({ url: 'https://t.me/news/7', views: 300 });
  });

  it('fits its contract', () => {
    expect(channelOverview.parse(assembleOverview(data()))).toBeDefined();
  });

  it('shows how much of a change nobody reported', () => {
    expect(assembleOverview(data()).growth).toEqual({
      hours24: { net: 10, joins: 5, leaves: 2, unexplained: 7 },
      days7: { net: -50, joins: 0, leaves: 50, unexplained: 0 },
      days30: null,
    });
  });

  it('says why a change is missing instead of 0', () => {
    expect(assembleOverview(data()).change.days30).toEqual({ available: false, reason: 'history-too-short' });
  });

  it('knows nothing before the first collection, and says so', () => {
    const fresh = data({
      channel: { ...channel, lastCollectedAt: null },
      subscribers: { now: null, hours24: null, days7: null, days30: null },
      posts: [],
      topPosts: [],
    });
    const overview = assembleOverview(fresh);
    for (const figure of [
      overview.subscribers,
      overview.averageReach,
      overview.err,
      overview.posts30d,
      overview.reach24h,
    ]) {
      expect(figure).toEqual({ available: false, reason: 'not-collected-yet' });
    }
  });

  it('has no reach where no source gives views', () => {
    const overview = assembleOverview(data({ posts: [post(null)], topPosts: [] }));
    expect(overview.averageReach).toEqual({ available: false, reason: 'no-views' });
    expect(overview.posts30d).toMatchObject({ value: 1, source: 'events' });
  });

  it('knows only the posts it has seen of a channel that no source lists', () => {
    const young = { channel: { ...channel, username: null, botAdminSince: daysAgo(3) }, topPosts: [] };
    expect(assembleOverview(data({ ...young, posts: [] })).posts30d).toEqual({
      ...{ available: false, reason: 'history-too-short' },
    });
    expect(assembleOverview(data({ ...young, posts: [post(null)] })).posts30d).toMatchObject({
      ...{ value: 1, atLeast: true, source: 'events' },
      window: { from: daysAgo(3).toISOString(), to: now.toISOString() },
    });
    const listed = assembleOverview(data({ ...young, posts: [post(100)] })).posts30d;
    expect(listed).toMatchObject({ value: 1, window: { from: daysAgo(30).toISOString() } });
    expect(listed).not.toHaveProperty('atLeast');
    expect(assembleOverview(data({ posts: [], topPosts: [] })).posts30d).toMatchObject({ value: 0 });
  });

  it('tells the reach at 24 hours of 30 days, and the best hour of 90', () => {
    const read = (weeks: number, views: number) => {
      const postedAt = new Date(daysAgo(7 * weeks).getTime() + 2 * 3_600_000);
      const at = new Date(postedAt.getTime() + 86_400_000);
      return {
        ...{ messageId: weeks, postedAt, moment: 0, before: { at, views }, after: null },
        source: 'preview' as const,
      };
    };
    const at24Hours = [read(1, 100), read(2, 200), read(5, 300), read(6, 400)];
    const { reach24h, bestHour } = assembleOverview(data({ at24Hours }));
    expect(reach24h).toMatchObject({ value: 150, sampleSize: 2, source: 'preview' });
    // 2026-11-23 is a Monday; four posts at 12:00.
    expect(bestHour).toMatchObject({ hourOfWeek: 12, figure: { sampleSize: 4, source: 'preview' } });
    expect(bestHour?.figure).toMatchObject({ window: { from: daysAgo(90).toISOString() } });
  });

  it('calls ER a lower bound while no source tells forwards', () => {
    const overview = assembleOverview(data({ posts: [post(1_000, { reactions: 50 })] }));
    expect(overview.er).toMatchObject({ value: 0.05, atLeast: true });
  });

  it('covers exactly the last 30 days, gaps included', () => {
    const { subscribersByDay, reachByDay } = assembleOverview(data());
    expect(subscribersByDay).toHaveLength(30);
    expect(reachByDay.map(({ day }) => day).slice(-3)).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
    expect(reachByDay.at(-1)?.value).toBeNull();
    expect(reachByDay.at(-3)?.value).toBe(200);
  });

  it("links to a private channel's post as its members can open it", () => {
    const overview = assembleOverview(data({ channel: { ...channel, username: null } }));
    expect(overview.topPosts[0]?.url).toBe('https://t.me/c/1234567890/7');
  });

  it('tells boosts as a lower bound, and none at all while none is known', () => {
    expect(assembleOverview(data()).boosts).toEqual({ available: false, reason: 'not-collected-yet' });
    expect(assembleOverview(data({ boosts: { active: 2, since: daysAgo(9) } })).boosts).toMatchObject({
      ...{ available: true, value: 2, atLeast: true, source: 'events' },
      window: { from: daysAgo(9).toISOString(), to: now.toISOString() },
    });
  });
});
