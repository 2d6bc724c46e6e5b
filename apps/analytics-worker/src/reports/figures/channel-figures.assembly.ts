import {
  averagePostReach,
  engagementRate,
  engagementRateByReach,
  fraudHints,
  growthBetween,
  missing,
  subscribersAt,
  viewRate,
  viewsGained,
  type Figure,
  type FigureWindow,
  type ReadValue,
  type ReportedMembership,
} from '@analyticbot/analytics';
import type { ChannelFigures, DefinedFigure, FigureSource } from '@analyticbot/contracts';
import type { ChannelDay, LinkHour, PostReport, SubscriberPoint, ViewsAround } from '@analyticbot/storage';
import { engagementOf } from '../post-engagement.js';
import { watchedBestHour, watchedReach } from '../posts-at-age.js';
import { mainSource } from '../sourced-figure.js';
import { campaignFiguresOf, linksCountSince, type LinksData } from './campaign-figures.assembly.js';
import { defined } from './defined-figure.js';

/** Ages at which reach is told, in hours. */
export const reachAges = [12, 24, 48] as const;

/** What storage knows of a channel and a window that ends now. */
export interface FiguresData {
  readonly window: FigureWindow;
  readonly isCollected: boolean;
  /** Since when the channel is watched; null where nobody knows. */
  readonly watchedSince: Date | null;
  /** Counts nearest to the window's beginning and end. */
  readonly subscribers: { readonly earlier: SubscriberPoint | null; readonly now: SubscriberPoint | null };
  /** Joins and leaves reported between the two counts. */
  readonly membership: ReportedMembership;
  readonly posts: readonly PostReport[];
  /** Readings around each of `reachAges`, of every post of the window. */
  readonly atAges: readonly ViewsAround[];
  /** The last full day in UTC, and readings around its two ends. */
  readonly lastDay: { readonly window: FigureWindow; readonly around: readonly ViewsAround[] };
  readonly days: readonly ChannelDay[];
  readonly links: LinksData;
  /** Joins by link and hour in the window. */
  readonly joins: readonly LinkHour[];
}

/** Computes every figure of a channel. Pure: the same data gives the same figures. */
export function assembleFigures(data: FiguresData): ChannelFigures {
  const { window, links } = data;
  const linksSince = linksCountSince(links, window);
  return {
    generatedAt: window.to.toISOString(),
    figures: [...subscriberFigures(data), ...viewFigures(data), ...ageFigures(data)],
    campaigns: campaignFiguresOf(links, window),
    hints: hintsOf(data),
    ...(linksSince !== null && { linksSince: linksSince.toISOString() }),
  };
}

function subscriberFigures({ subscribers: { earlier, now }, membership }: FiguresData): DefinedFigure[] {
  const growth = growthBetween(earlier, now, membership);
  return [
    defined('subscribers', subscribersAt(now), now?.source),
    { ...defined('growth', growth, now?.source), ...(growth.available && { parts: growth.parts }) },
  ];
}

function viewFigures(data: FiguresData): DefinedFigure[] {
  const { window, lastDay } = data;
  const posts = data.posts.map(engagementOf);
  const count = data.subscribers.now?.subscribers ?? null;
  const source = mainSource(data.posts.map((post) => post.viewsSource));
  const reach = averagePostReach(posts, window);
  const daily = viewsGained(historiesOf(lastDay.around), lastDay.window);
  return [
    defined('average-reach', onceCollected(data, reach), source),
    defined('err', onceCollected(data, engagementRateByReach(reach, count)), source),
    defined('er', onceCollected(data, engagementRate(posts, window)), source),
    defined('vr', onceCollected(data, viewRate(posts, window, count)), source),
    defined('daily-reach', onceCollected(data, daily), sourceOf(lastDay.around)),
  ];
}

function ageFigures(data: FiguresData): DefinedFigure[] {
  const { window, atAges, watchedSince } = data;
  const count = data.subscribers.now?.subscribers ?? null;
  const source = sourceOf(atAges);
  const at = (age: (typeof reachAges)[number]) => ({
    posts: atAges.filter(({ moment }) => reachAges[moment] === age),
    watchedSince,
  });
  const reach = (age: (typeof reachAges)[number]) => onceCollected(data, watchedReach(at(age), age, window));
  const best = watchedBestHour(at(24), window);
  return [
    ...reachAges.map((age) => defined(`reach-${age}h`, reach(age), source)),
    defined('err24', engagementRateByReach(reach(24), count), source),
    {
      ...defined('best-hour', onceCollected(data, best), source),
      ...(best.available && { hourOfWeek: best.hourOfWeek }),
    },
  ];
}

function hintsOf({ days, joins }: FiguresData): ChannelFigures['hints'] {
  const grown = days.map(({ day, lastSubscribers, viewsGained: gained }) => ({
    ...{ day, subscribers: lastSubscribers, viewsGained: gained },
  }));
  const links = [...new Set(joins.map(({ link }) => link))].map((link) => ({
    ...{ link, hours: joins.filter((one) => one.link === link) },
  }));
  return fraudHints(grown, links);
}

/** Before the first collection nothing is known of posts, whatever is not there. */
function onceCollected({ isCollected }: FiguresData, figure: Figure): Figure {
  return isCollected ? figure : missing('not-collected-yet');
}

function sourceOf(around: readonly ViewsAround[]): FigureSource | null {
  return mainSource(around.map(({ source }) => source));
}

function historiesOf(around: readonly ViewsAround[]) {
  return around.map(({ messageId, postedAt, before, after }) => ({
    ...{ messageId, postedAt },
    readings: [before, after].filter((reading): reading is ReadValue => reading !== null),
  }));
}
