import { reachAtAge } from '@analyticbot/analytics';
import type { SimPost } from '@analyticbot/telegram-sandbox/simulation';
import { quantile } from '../harness/statistics.js';
import type { CollectedDay } from './collected-day.js';
import { countedDay, day, hour, postsOf, shownViews, type SimulatedChannel } from './simulated-channels.js';

/** How far a day's figures are from the simulation's truth, as shares. */
export interface Exactness {
  /** Of the mean reach at 24 hours over all channels. */
  readonly reach24: number;
  /** Of a single channel's reach at 24 hours, 95 of 100 are within. */
  readonly reach24ByChannel: number;
  /** Posts at 24 hours whose views are known, as a share. */
  readonly reach24Coverage: number;
  /** Of a channel's mean views of its posts when somebody looks, 95 of 100 are within. */
  readonly viewsAtLook: number;
  /** Of a channel's subscribers when somebody looks, 95 of 100 are within. */
  readonly subscribersAtLook: number;
  /** Minutes since the last reading of posts in their first half hour, 95 of 100 are below. */
  readonly youngPostAgeMinutes: number;
}

/** Holds what was collected against the simulation. */
export function exactnessOf(channels: readonly SimulatedChannel[], collected: CollectedDay): Exactness {
  const reaches = channels.flatMap((channel) => reach24Of(channel, collected) ?? []);
  const sum = (of: (one: (typeof reaches)[number]) => number) =>
    reaches.reduce((total, one) => total + of(one), 0);
  const looks = channels.flatMap((channel) => channel.looks.map((at) => ({ channel, at })));
  return {
    reach24: Math.abs(sum(({ known }) => known) / sum(({ truth }) => truth) - 1),
    reach24ByChannel: quantile(
      reaches.map(({ known, truth }) => Math.abs(known / truth - 1)),
      0.95,
    ),
    reach24Coverage: sum(({ have }) => have) / sum(({ of }) => of),
    viewsAtLook: quantile(
      looks.flatMap(({ channel, at }) => viewsErrorAt(channel, collected, at) ?? []),
      0.95,
    ),
    subscribersAtLook: quantile(
      looks.flatMap(({ channel, at }) => subscribersErrorAt(channel, collected, at) ?? []),
      0.95,
    ),
    youngPostAgeMinutes: quantile(
      channels.flatMap((channel) => youngAges(channel, collected)),
      0.95,
    ),
  };
}

/** Of posts that turned 24 hours old on the counted day. */
function reach24Of(channel: SimulatedChannel, collected: CollectedDay) {
  const window = { from: new Date(countedDay - day), to: new Date(countedDay + day) };
  const posts = postsOf(channel, countedDay - day, countedDay - 1);
  if (posts.length === 0) return undefined;
  const views = (post: SimPost, at: number | undefined) =>
    at === undefined ? null : { at: new Date(at), views: shownViews(channel, post, at) };
  const figure = reachAtAge(
    posts.map((post) => {
      const { before, after } = collected.around(channel, post, post.at.getTime() + day);
      const { messageId, at: postedAt } = post;
      return { messageId, postedAt, before: views(post, before), after: views(post, after) };
    }),
    24,
    window,
  );
  if (!figure.available) return undefined;
  const truth = posts.map((post) => channel.simulation.viewsAt(post, new Date(post.at.getTime() + day)));
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  return { known: figure.value, truth: mean, have: figure.sampleSize, of: posts.length };
}

function viewsErrorAt(channel: SimulatedChannel, collected: CollectedDay, at: number): number | undefined {
  const posts = postsOf(channel, at - 30 * day, at - hour);
  let [known, truth] = [0, 0];
  for (const post of posts) {
    const { before } = collected.around(channel, post, at);
    // Posts from before the simulated days were not read by anybody yet.
    if (before === undefined) continue;
    known += shownViews(channel, post, before);
    truth += channel.simulation.viewsAt(post, new Date(at));
  }
  return truth === 0 ? undefined : Math.abs(known / truth - 1);
}

function subscribersErrorAt(
  channel: SimulatedChannel,
  collected: CollectedDay,
  at: number,
): number | undefined {
  const before = collected.countedBefore(channel, at);
  if (before === undefined) return undefined;
  return Math.abs(
    channel.simulation.subscribersAt(new Date(before)) / channel.simulation.subscribersAt(new Date(at)) - 1,
  );
}

/** Every minute of a young post's life, from the fifth on: how old its figure is. */
function youngAges(channel: SimulatedChannel, collected: CollectedDay): number[] {
  return postsOf(channel, countedDay, countedDay + day - hour).flatMap((post) =>
    Array.from({ length: 25 }, (_, index) => {
      const at = post.at.getTime() + (index + 5) * 60_000;
      const { before = post.at.getTime() } = collected.around(channel, post, at);
      return (at - before) / 60_000;
    }),
  );
}
