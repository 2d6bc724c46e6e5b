import {
  createChannelSimulation,
  createRandom,
  roundedCount,
  type ChannelSimulation,
  type SimPost,
} from '@analyticbot/telegram-sandbox/simulation';

export const hour = 3_600_000;
export const day = 24 * hour;
export const messagesPerPage = 20;

/** The day that is counted, and as many days before it as reach at 48 hours needs. */
export const countedDay = Date.parse('2026-11-23T00:00:00Z');
export const warmUpFrom = countedDay - 3 * day;
const bornAt = countedDay - 40 * day;

/** One message of a channel's page; a service message shows no post. */
export interface Message {
  readonly at: number;
  readonly post: SimPost | undefined;
}

/** A channel of the simulation with its messages until the counted day's end, oldest first. */
export interface SimulatedChannel {
  readonly id: string;
  readonly owner: string;
  readonly simulation: ChannelSimulation;
  readonly messages: readonly Message[];
  /** Moments of the counted day at which somebody looks at its figures. */
  readonly looks: readonly number[];
}

/**
 * Channels that publish between one post in four days and three a day, of two owners in three with one channel and some with
 * many; together `postsPerChannel` posts a channel in 30 days on average. Somebody looks at every third one, three times a day.
 */
export function simulatedChannels(count: number, postsPerChannel: number, seed: number): SimulatedChannel[] {
  const random = createRandom(`collection:${seed}`);
  const cadences = Array.from({ length: count }, () => Math.exp(0.9 * random.normal()));
  const scale = (postsPerChannel / 30) * (count / cadences.reduce((sum, one) => sum + one, 0));
  return cadences.map((cadence, index) => {
    const simulation = createChannelSimulation({
      id: -1_001_000_000_000 - index,
      seed,
      bornAt: new Date(bornAt),
      subscribersAtBirth: Math.round(500 * Math.exp(1.5 * Math.abs(random.normal()))),
      postsPerDay: Math.min(12, cadence * scale),
    });
    const looks = index % 3 === 0 ? [1, 2, 3].map(() => countedDay + random.next() * day) : [];
    return {
      id: String(index),
      owner: index % 3 === 0 ? `owner-${index % 30}` : `owner-of-${index}`,
      simulation,
      messages: messagesOf(simulation),
      looks: looks.sort((a, b) => a - b),
    };
  });
}

/** Posts that were published in [from, to). */
export function postsOf(channel: SimulatedChannel, from: number, to: number): SimPost[] {
  return channel.messages.flatMap(({ post, at }) =>
    post !== undefined && at >= from && at < to ? [post] : [],
  );
}

/** A post's views as a preview page shows them: three digits. */
export function shownViews(channel: SimulatedChannel, post: SimPost, at: number): number {
  const text = roundedCount(channel.simulation.viewsAt(post, new Date(at)));
  const unit = { K: 1e3, M: 1e6, B: 1e9 }[text.at(-1) ?? ''];
  return unit === undefined ? Number(text) : Number(text.slice(0, -1)) * unit;
}

function messagesOf(simulation: ChannelSimulation): Message[] {
  const [from, to] = [new Date(bornAt), new Date(countedDay + day)];
  return [
    ...simulation.postsBetween(from, to).map((post) => ({ at: post.at.getTime(), post })),
    ...simulation.serviceMessagesBetween(from, to).map(({ at }) => ({ at: at.getTime(), post: undefined })),
  ].sort((a, b) => a.at - b.at);
}
