import { type SimClock } from '../clock/sim-clock.js';
import { type UpdateQueue } from '../delivery/update-queue.js';
import { type Channel } from '../state/channel.js';
import { type World } from '../state/world.js';
import {
  type ChannelNews,
  editNews,
  membershipNews,
  pinNews,
  postNews,
  reactionNews,
} from './channel-updates.js';

/** What is older when the bot could hear of it is dropped, as Telegram drops it. */
const keptMs = 24 * 3_600_000;
/** Telegram gathers reactions for some minutes. */
const reactionsEveryMs = 2 * 60_000;
/** Posts older than this hardly gain reactions. */
const reactionsAgeMs = 14 * 24 * 3_600_000;

/** Tells the bot what happens in channels that it administers, as time goes on. */
export class ChannelFeed {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly world: World,
    private readonly clock: SimClock,
    private readonly queue: UpdateQueue,
  ) {}

  /** Looks at all channels every `everyMs` real milliseconds. */
  start(everyMs: number): void {
    this.timer = setInterval(() => this.tick(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Tells everything up to now, of all channels. */
  tick(): void {
    for (const channel of this.world.channels.values()) this.tell(channel);
  }

  /**
   * Tells everything of one channel up to now, or up to `until` when that is later (something just made to happen).
   * `reactionsNow`: do not wait until reactions are gathered.
   */
  tell(channel: Channel, options: { until?: Date; reactionsNow?: boolean } = {}): void {
    const { progress } = channel;
    const to = Math.max(this.clock.now().getTime(), options.until?.getTime() ?? 0, progress.eventsUntil);
    if (!channel.botIsAdmin) {
      channel.progress = { eventsUntil: to, reactionsUntil: to };
      return;
    }
    const news = this.eventsBetween(channel, Math.max(progress.eventsUntil, to - keptMs), to);
    const reactionsDue = options.reactionsNow || to - progress.reactionsUntil >= reactionsEveryMs;
    if (reactionsDue) news.push(...this.reactionsBetween(channel, progress.reactionsUntil, to));
    // Set before anything is queued: what is kept together must fit together.
    channel.progress = { eventsUntil: to, reactionsUntil: reactionsDue ? to : progress.reactionsUntil };
    for (const { body } of news) this.queue.push(body);
  }

  private eventsBetween(channel: Channel, fromMs: number, toMs: number): ChannelNews[] {
    const { simulation, ownPosts } = channel;
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    return [
      ...simulation
        .postsBetween(from, to)
        .filter((post) => !ownPosts.has(post.messageId))
        .flatMap((post) => postNews(channel, post)),
      ...simulation
        .editsBetween(from, to)
        .filter(({ post }) => !ownPosts.has(post.messageId))
        .map((edit) => editNews(channel, edit)),
      ...simulation.serviceMessagesBetween(from, to).map((service) => pinNews(channel, service)),
      ...simulation.membershipBetween(from, to).map((event) => membershipNews(this.world, channel, event)),
    ].sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  private reactionsBetween(channel: Channel, fromMs: number, toMs: number): ChannelNews[] {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    return channel.simulation
      .postsBetween(new Date(toMs - reactionsAgeMs), to)
      .flatMap((post) => reactionNews(channel, post, from, to) ?? []);
  }
}
