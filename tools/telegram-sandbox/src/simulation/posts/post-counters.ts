import { type SimPost } from '../channel-simulation.js';
import { type Rhythm } from '../chance/rhythm.js';
import { type MembershipTimeline } from '../membership/membership-timeline.js';
import { type SimulationEvent } from '../simulation-event.schema.js';
import { type PostTimeline } from './post-timeline.js';
import { type PostFate } from './post-plan.js';
import { brakedShare, grownShare } from './view-curve.js';

type ViewsDrop = Extract<SimulationEvent, { type: 'views-drop' }>;
type Reaction = Extract<SimulationEvent, { type: 'reaction' }>;

/** Views, reactions and forwards of posts at a moment. */
export class PostCounters {
  private readonly drops: ViewsDrop[] = [];
  private readonly reactions = new Map<number, Reaction[]>();

  constructor(
    private readonly readers: Rhythm,
    private readonly membership: MembershipTimeline,
    private readonly posts: PostTimeline,
  ) {}

  /** Takes an injected event into account. Other types of event are ignored. */
  add(event: SimulationEvent): void {
    if (event.type === 'views-drop') this.drops.push(event);
    if (event.type === 'reaction') {
      const owner = this.posts.find(event.messageId, event.at.getTime())?.post.messageId ?? event.messageId;
      this.reactions.set(owner, [...(this.reactions.get(owner) ?? []), event]);
    }
  }

  /** Views by `at`: 0 before publication, at least 1 after it (the author's own). */
  viewsAt(post: SimPost, at: number): number {
    const published = post.at.getTime();
    if (at < published) return 0;
    const final = this.fateOf(post).reach * this.membership.subscribersAt(published);
    const brakes = this.drops
      .filter((drop) => drop.from <= post.at && post.at <= drop.until)
      .map((drop) => ({ start: Math.max(published, drop.at.getTime()), fraction: drop.fraction }));
    const share = (ms: number): number => grownShare(this.readers.activeHours(published, ms));
    return Math.max(1, Math.floor(final * brakedShare(at, brakes, share)));
  }

  /** Reactions by emoji, most frequent first, without zeros. */
  reactionsAt(post: SimPost, at: number): Record<string, number> {
    const views = this.viewsAt(post, at);
    const counts = new Map<string, number>();
    for (const { emoji, rate } of this.fateOf(post).reactions) counts.set(emoji, Math.floor(views * rate));
    for (const reaction of this.reactions.get(post.messageId) ?? []) {
      if (reaction.at.getTime() <= at) {
        counts.set(reaction.emoji, (counts.get(reaction.emoji) ?? 0) + reaction.count);
      }
    }
    return Object.fromEntries([...counts].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]));
  }

  forwardsAt(post: SimPost, at: number): number {
    return Math.floor(this.viewsAt(post, at) * this.fateOf(post).forwards);
  }

  private fateOf(post: SimPost): PostFate {
    const found = this.posts.find(post.messageId, post.at.getTime());
    if (!found) throw new Error(`Post ${post.messageId} is not of this channel.`);
    return found.fate;
  }
}
