import type { Database } from '@analyticbot/pooling';
import { BoostsRepository } from '../boosts/boosts.repository.js';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { CollectionRepository } from '../collection/collection.repository.js';
import { DigestsRepository } from '../digests/digests.repository.js';
import { ChannelEventsRepository } from '../events/channel-events.repository.js';
import { PartitionsRepository } from '../partitions/partitions.repository.js';
import { PeopleRepository } from '../people/people.repository.js';
import { FiguresRepository } from '../reports/figures/figures.repository.js';
import { RawReportsRepository } from '../reports/raw-reports.repository.js';
import { ReportsRepository } from '../reports/reports.repository.js';
import { SeriesRepository } from '../reports/series.repository.js';
import { RollupsRepository } from '../rollups/rebuild/rollups.repository.js';
import { TelegramSessionsRepository } from '../sessions/telegram-sessions.repository.js';
import { SnapshotsRepository } from '../snapshots/snapshots.repository.js';

type Method<Repository> = Extract<keyof Repository, string>;
type Calls<Repository> = {
  readonly [M in Method<Repository>]: (repository: Repository) => Promise<unknown>;
};

/** A repository with a call of each of its public methods; the compiler asks for a call of a new one. */
export interface Exercise {
  /** Its file and its snapshot's: `channels` for `channels.repository.ts` and `channels.sql`. */
  readonly name: string;
  readonly calls: (database: Database) => readonly (readonly [string, () => Promise<unknown>])[];
}

function exercise<Repository>(
  name: string,
  make: new (database: Database) => Repository,
  calls: Calls<Repository>,
): Exercise {
  return {
    name,
    calls: (database) => {
      const repository = new make(database);
      return Object.entries<Calls<Repository>[Method<Repository>]>(calls).map(([method, call]) => [
        method,
        () => call(repository),
      ]);
    },
  };
}

/** A moment every snapshot is made at: months and days in it must not change from run to run. */
export const now = new Date('2026-11-23T12:00:00Z');
const earlier = new Date(+now - 7 * 86_400_000);
const window = { from: earlier, to: now };
const channelId = '-1001';
const [fromDay, toDay] = ['2026-11-16', '2026-11-23'] as const;
const figures = { viewsLow: 10, viewsHigh: 10, viewsShown: null, forwards: 1, replies: 1 };
const snapshot = (takenAt: Date, messageId = 1, views = 10) => ({
  ...{ channelId, messageId, postedAt: earlier, takenAt, source: 'preview' as const, views, ...figures },
});
const lease = { replicaId: 'one', until: now };

/** Every repository. */
export const exercises: readonly Exercise[] = [
  exercise('channels', ChannelsRepository, {
    upsert: (r) => r.upsert({ id: channelId, username: 'news', title: 'News', seenAt: earlier }),
    byId: (r) => r.byId(channelId),
    byUsername: (r) => r.byUsername('news'),
    replaceAdministrators: (r) =>
      r.replaceAdministrators(channelId, [{ userId: '7', status: 'creator', rights: [] }], now),
    administratorsOf: (r) => r.administratorsOf(channelId),
    listForAdministrator: (r) => r.listForAdministrator('7'),
    markLost: (r) => r.markLost(channelId, 'bot-removed', now),
    markActive: (r) => r.markActive(channelId, now),
    recordCollected: (r) => r.recordCollected(channelId, now, now),
    recordFailure: (r) => r.recordFailure(channelId, 'E_TIMEOUT', now, now),
  }),
  exercise('collection', CollectionRepository, {
    due: (r) => r.due(10, now),
    claim: (r) => r.claim([{ id: channelId, nextCollectAt: now }], now),
    bringForward: (r) => r.bringForward([{ id: channelId, at: now }]),
    postTimes: (r) => r.postTimes([channelId], earlier),
    subscribersReadAt: (r) => r.subscribersReadAt([channelId], earlier),
    knownPosts: (r) => r.knownPosts(channelId, earlier),
    markLooked: (r) => r.markLooked(channelId, [1], now),
    lateness: (r) => r.lateness(now),
  }),
  exercise('boosts', BoostsRepository, { counts: (r) => r.counts(channelId, now) }),
  exercise('people', PeopleRepository, {
    markUnreachable: (r) => r.markUnreachable('7', earlier),
    markReachable: (r) => r.markReachable('7', now),
  }),
  exercise('digests', DigestsRepository, { coming: (r) => r.coming(earlier, now, 10) }),
  exercise('channel-events', ChannelEventsRepository, {
    store: (r) =>
      r.store({
        posts: [
          {
            ...{
              channelId,
              messageId: 1,
              postedAt: earlier,
              editedAt: null,
              kind: 'text',
              mediaGroupId: null,
            },
            ...{ excerpt: 'text', updateId: '1' },
          },
        ],
        reactions: [{ channelId, messageId: 1, at: now, updateId: '2', counts: { '👍': 1 } }],
        memberships: [
          {
            ...{ channelId, at: now, updateId: '3', kind: 'join', memberHash: Buffer.from('hash') },
            ...{ inviteLink: null, via: null },
          },
        ],
        inviteLinks: [
          {
            ...{ channelId, link: 'https://t.me/+a', name: null, createdBy: null, expiresAt: null },
            ...{ memberLimit: null, isRevoked: false, seenAt: now },
          },
        ],
        deletions: [{ channelId, messageId: 2, at: now }],
        boosts: [{ channelId, boostId: 'one', at: earlier, source: 'premium', expiresAt: now }],
      }),
  }),
  exercise('snapshots', SnapshotsRepository, {
    storeChannel: (r) => r.storeChannel({ channelId, takenAt: now, source: 'bot-api', subscribers: 1_000 }),
    storePosts: async (r) => {
      await r.storePosts([snapshot(now)]);
      // Late, beside another post that is new: whatever ways there are.
      await r.storePosts([snapshot(earlier, 1, 5), snapshot(now, 2)]);
    },
  }),
  exercise('reports', ReportsRepository, {
    fresh: (r) => r.fresh(),
    subscriberPoints: (r) => r.subscriberPoints(channelId, now),
    nearestSubscribers: (r) => r.nearestSubscribers(channelId, [{ at: now, toleranceMs: 1_000 }]),
    days: (r) => r.days(channelId, fromDay, toDay),
    series: (r) => r.series(channelId, fromDay, toDay),
    growth: (r) => r.growth(channelId, fromDay, toDay),
    topGaining: async (r) => {
      await r.topGaining(channelId, fromDay, toDay);
      await r.topGaining(channelId, '2026-11-17', toDay);
    },
    posts: (r) => r.posts(channelId, window),
    topPosts: (r) => r.topPosts(channelId, window),
    membership: (r) => r.membership(channelId, window),
    coverage: (r) => r.coverage(channelId, window),
    reactionTotals: (r) => r.reactionTotals(channelId, window),
    viewsAtAge: (r) => r.viewsAtAge(channelId, window, 86_400_000),
  }),
  exercise('figures', FiguresRepository, {
    fresh: (r) => r.fresh(),
    viewsAtAges: (r) => r.viewsAtAges(channelId, window, [86_400_000]),
    viewsAtMoments: (r) => r.viewsAtMoments(channelId, window, [now]),
    links: (r) => r.links(channelId, window),
    members: (r) => r.members(channelId, [{ link: 'https://t.me/+a', window }]),
    linksKnownSince: (r) => r.linksKnownSince(channelId),
    joinsByHour: (r) => r.joinsByHour(channelId, window),
  }),
  exercise('series', SeriesRepository, { subscriberCounts: (r) => r.subscriberCounts(channelId, window) }),
  exercise('raw-reports', RawReportsRepository, {
    dailySubscribers: (r) => r.dailySubscribers(channelId, window),
    dailyViewsGained: (r) => r.dailyViewsGained(channelId, window),
    viewsGainedByPost: (r) => r.viewsGainedByPost(channelId, window),
    hourlyViewsGained: (r) => r.hourlyViewsGained(channelId, window),
    postReach: (r) => r.postReach(channelId, window),
  }),
  exercise('partitions', PartitionsRepository, {
    ensurePartitions: (r) => r.ensurePartitions(4, now),
    retireMonths: (r) => r.retireMonths({ rawDays: 90 }, now),
  }),
  exercise('rollups', RollupsRepository, { repair: (r) => r.repair(earlier) }),
  exercise('telegram-sessions', TelegramSessionsRepository, {
    save: (r) => r.save({ name: 'one', sealed: Buffer.from('sealed') }, lease, earlier),
    claim: (r) => r.claim(lease, now),
    renew: (r) => r.renew('one', lease),
    remove: (r) => r.remove('one'),
  }),
];
