import {
  averagePostReach,
  dayOf,
  daysUpTo,
  engagementRate,
  engagementRateByReach,
  growthBetween,
  missing,
  netChange,
  reachByDay,
  subscribersAt,
  type Figure as ComputedFigure,
  type FigureWindow,
  type ReportedMembership,
} from '@analyticbot/analytics';
import type { ChannelOverview, GrowthParts, TopPost } from '@analyticbot/contracts';
import type {
  BoostCounts,
  Channel,
  DayFigures,
  PostReport,
  SnapshotCoverage,
  SubscriberPoints,
  ViewsAround,
} from '@analyticbot/storage';
import { summaryOf } from '../channels/channel-summary.js';
import { engagementOf } from './post-engagement.js';
import { watchedBestHour, watchedReach, type PostsAtAge } from './posts-at-age.js';
import { mainSource, sourced } from './sourced-figure.js';
import { watchedSince } from './followed-channel.js';

/** What storage knows of a channel, read at `now`. */
export interface OverviewData {
  readonly now: Date;
  readonly channel: Channel;
  readonly subscribers: SubscriberPoints;
  readonly days: readonly DayFigures[];
  /** Posts of the last 30 days, albums as one, deleted ones left out. */
  readonly posts: readonly PostReport[];
  readonly topPosts: readonly PostReport[];
  readonly coverage: SnapshotCoverage;
  /** Joins and leaves reported between each earlier count and the current one. */
  readonly membership: Readonly<Record<'hours24' | 'days7' | 'days30', ReportedMembership>>;
  readonly boosts: BoostCounts;
  /** Readings around an age of 24 hours, of the posts of the last 90 days. */
  readonly at24Hours: readonly ViewsAround[];
}

/** Days an overview looks back. */
export const overviewDays = 30;
/** Days the best hour looks back: a channel with a post a day has four of them in some hour of the week only then. */
const bestHourDays = 90;

const windowOf = (now: Date, days: number) => ({
  from: new Date(now.getTime() - days * 86_400_000),
  to: now,
});

/** The window an overview made at `now` looks at. */
export function overviewWindow(now: Date): FigureWindow {
  return windowOf(now, overviewDays);
}

/** The window its best hour looks at. */
export function bestHourWindow(now: Date): FigureWindow {
  return windowOf(now, bestHourDays);
}

/** Computes the overview. Pure: the same data gives the same report. */
export function assembleOverview(data: OverviewData): ChannelOverview {
  const { now, channel, subscribers } = data;
  const window = overviewWindow(now);
  const days = daysUpTo(now, overviewDays);
  const posts = data.posts.map(engagementOf);
  const current = subscribers.now;
  const viewsSource = mainSource(data.posts.map((post) => post.viewsSource));
  const reach = beforeCollection(data) ?? averagePostReach(posts, window);
  const change = (earlier: SubscriberPoints['hours24']) =>
    sourced(netChange(earlier, current), current?.source);
  return {
    channel: summaryOf(channel, current?.subscribers ?? null),
    generatedAt: now.toISOString(),
    subscribers: sourced(currentSubscribers(data), current?.source),
    change: {
      hours24: change(subscribers.hours24),
      days7: change(subscribers.days7),
      days30: change(subscribers.days30),
    },
    growth: {
      hours24: partsOf(data, 'hours24'),
      days7: partsOf(data, 'days7'),
      days30: partsOf(data, 'days30'),
    },
    averageReach: sourced(reach, viewsSource),
    err: sourced(engagementRateByReach(reach, current?.subscribers ?? null), viewsSource),
    er: sourced(beforeCollection(data) ?? engagementRate(posts, window), viewsSource),
    posts30d: sourced(countPosts(data, window), viewsSource ?? 'events'),
    reach24h: sourced(beforeCollection(data) ?? watchedReach(postsAtAge(data), 24, window), ageSource(data)),
    bestHour: bestHourOf(data),
    topPosts: data.topPosts.flatMap((post) => topPostOf(channel, post)),
    subscribersByDay: days.map((day) => ({ day, value: subscribersOn(data.days, day) })),
    reachByDay: reachByDay(posts, days),
    boosts: sourced(activeBoosts(data), 'events'),
  };
}

/** What the reported joins and leaves leave open of a change; null where there is no change to explain. */
function partsOf(
  { subscribers, membership }: OverviewData,
  span: keyof OverviewData['membership'],
): GrowthParts | null {
  const growth = growthBetween(subscribers[span], subscribers.now, membership[span]);
  return growth.available ? growth.parts : null;
}

function beforeCollection({ channel }: OverviewData) {
  return channel.lastCollectedAt === null ? missing('not-collected-yet') : undefined;
}

function currentSubscribers({ subscribers: { now }, coverage }: OverviewData): ComputedFigure {
  const figure = subscribersAt(now);
  if (!figure.available) return figure;
  return { ...figure, coverage: { have: coverage.daysWithData, of: coverage.daysInWindow, unit: 'days' } };
}

function postsAtAge({ at24Hours, channel }: OverviewData): PostsAtAge {
  return { posts: at24Hours, watchedSince: watchedSince(channel) };
}

function ageSource({ at24Hours }: OverviewData) {
  return mainSource(at24Hours.map(({ source }) => source));
}

function bestHourOf(data: OverviewData): ChannelOverview['bestHour'] {
  const best = watchedBestHour(postsAtAge(data), bestHourWindow(data.now));
  const figure = sourced(beforeCollection(data) ?? best, ageSource(data));
  return { figure, ...(figure.available && best.available && { hourOfWeek: best.hourOfWeek }) };
}

/**
 * A source of views lists posts of before the bot came. Without one only those are known that were seen to be published, so that
 * the real number is this or more, and none seen says nothing.
 */
function countPosts(data: OverviewData, window: FigureWindow): ComputedFigure {
  const { channel, posts, now } = data;
  if (channel.lastCollectedAt === null) return missing('not-collected-yet');
  const sampleSize = posts.length;
  const since = watchedSince(channel) ?? now;
  const isListed = posts.some(({ viewsSource }) => viewsSource !== null);
  if (isListed || since <= window.from) return { available: true, value: sampleSize, window, sampleSize };
  if (sampleSize === 0) return missing('history-too-short');
  return { available: true, value: sampleSize, window: { from: since, to: now }, sampleSize, atLeast: true };
}

/** Telegram lists no boosts of before the bot came, so that the real number is this or more. */
function activeBoosts({ boosts: { active, since }, now }: OverviewData): ComputedFigure {
  if (since === null) return missing('not-collected-yet');
  return {
    available: true,
    value: active,
    window: { from: since, to: now },
    sampleSize: active,
    atLeast: true,
  };
}

function subscribersOn(days: readonly DayFigures[], day: string): number | null {
  return days.find((one) => one.day === day)?.lastSubscribers ?? null;
}

function topPostOf(channel: Channel, post: PostReport): TopPost[] {
  if (post.views === null) return [];
  return [
    {
      messageId: post.messageId,
      postedAt: post.postedAt.toISOString(),
      excerpt: post.excerpt,
      views: post.views,
      viewsShown: post.viewsShown ?? String(post.views),
      url: postUrl(channel, post.messageId),
    },
  ];
}

/** A public post's address, or the one that only members of a private channel can open. */
function postUrl({ id, username }: Channel, messageId: number): string {
  return username === null
    ? `https://t.me/c/${id.replace(/^-100/, '')}/${messageId}`
    : `https://t.me/${username}/${messageId}`;
}

/** The first and the last day of an overview made at `now`, `YYYY-MM-DD` in UTC. */
export function overviewDayRange(now: Date): { firstDay: string; lastDay: string } {
  const days = daysUpTo(now, overviewDays);
  return { firstDay: days[0] ?? dayOf(now), lastDay: dayOf(now) };
}
