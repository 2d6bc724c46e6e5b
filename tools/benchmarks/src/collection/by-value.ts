import {
  costOf,
  interestAt,
  nextChannelRead,
  planSlots,
  readsAt,
  type ChannelState,
  type ReadCost,
} from '@analyticbot/refresh';
import type { SimPost } from '@analyticbot/telegram-sandbox/simulation';
import { neighbours, type CollectedDay } from './collected-day.js';
import {
  countedDay,
  day,
  messagesPerPage,
  warmUpFrom,
  type Message,
  type SimulatedChannel,
} from './simulated-channels.js';

const tickMs = 15_000;
const shortestPauseMs = 30_000;
const firstReadMs = 3 * 60_000;
/** Updates take a moment to arrive. */
const updateDelayMs = 2_000;

/** What the worker's planner and collector decide, with the same functions, over the simulation in place of servers. */
export function collectByValue(
  channels: readonly SimulatedChannel[],
  perSecond: ReadCost,
  random: () => number,
): CollectedDay {
  const followed = new Map(channels.map((channel) => [channel.id, new FollowedChannel(channel)]));
  const calls = { subscribers: 0, pages: 0 };
  const budget = { calls: (perSecond.calls * tickMs) / 1_000, pages: (perSecond.pages * tickMs) / 1_000 };
  const slots = Math.ceil((countedDay + day - warmUpFrom) / tickMs);
  const turns: FollowedChannel[][] = Array.from({ length: slots }, () => []);
  const turnAt = (channel: FollowedChannel, at: number): void => {
    channel.dueAt = at;
    turns[Math.max(0, Math.floor((at - warmUpFrom) / tickMs))]?.push(channel);
  };
  const moments: FollowedChannel[][] = Array.from({ length: slots }, () => []);
  for (const channel of followed.values()) {
    turnAt(channel, warmUpFrom + random() * 3_600_000);
    for (const at of channel.moments()) moments[Math.floor((at - warmUpFrom) / tickMs)]?.push(channel);
  }
  let waiting = new Set<FollowedChannel>();
  let debt: ReadCost = { calls: 0, pages: 0 };
  for (let slot = 0; slot < slots; slot += 1) {
    const from = warmUpFrom + slot * tickMs;
    for (const channel of moments[slot] ?? []) {
      const at = channel.noticed(from + tickMs);
      if (at < channel.dueAt) turnAt(channel, Math.max(at, from));
    }
    for (const channel of turns[slot] ?? []) if (isTurn(channel, from)) waiting.add(channel);
    if (waiting.size === 0) continue;
    const due = [...waiting].map((channel) => channel.due());
    const plan = planSlots(due, { from, slotMs: tickMs, slots: 1, budget, debt, random });
    debt = plan.debt;
    waiting = new Set(plan.waiting.flatMap(({ id }) => followed.get(id) ?? []));
    for (const {
      channel: { id },
      at,
    } of plan.runs) {
      const channel = followed.get(id);
      if (channel === undefined) continue;
      const cost = channel.read(at);
      if (at >= countedDay) {
        calls.subscribers += cost.calls;
        calls.pages += cost.pages;
      }
      turnAt(channel, Math.max(at + shortestPauseMs, nextChannelRead(channel.state(at))));
    }
  }
  return {
    calls,
    around: (channel, post, at) => neighbours(followed.get(channel.id)?.readTimes(post) ?? [], at),
    countedBefore: (channel, at) => neighbours(followed.get(channel.id)?.counted ?? [], at + 1).before,
  };
}

function isTurn({ dueAt }: FollowedChannel, from: number): boolean {
  return dueAt < from + tickMs;
}

/** A channel as the worker follows it: what it knows and what it read when. */
class FollowedChannel {
  dueAt = Number.POSITIVE_INFINITY;
  readonly counted: number[] = [];
  private readonly reads = new Map<SimPost, number[]>();
  private lookedAt: number | undefined;

  constructor(private readonly channel: SimulatedChannel) {
    // Somebody looked last week: all channels are watched, none is idle.
    this.lookedAt = warmUpFrom - 5 * day;
  }

  /** When something happens that may bring its turn forward: a post, a look. */
  moments(): number[] {
    const posts = this.channel.messages.flatMap(({ at, post }) =>
      post && at >= warmUpFrom ? [at + updateDelayMs] : [],
    );
    return [...posts, ...this.channel.looks];
  }

  /** What has happened by `at` is known now; answers for when it wants to be read. */
  noticed(at: number): number {
    const look = this.channel.looks.findLast((one) => one < at);
    if (look !== undefined && look > (this.lookedAt ?? 0)) {
      this.lookedAt = look;
      return look;
    }
    const [newest] = this.known(at);
    return newest === undefined || newest.post === undefined || this.reads.has(newest.post)
      ? Number.POSITIVE_INFINITY
      : newest.at + firstReadMs;
  }

  state(at: number): ChannelState {
    return {
      interest: interestAt({ lookedAt: this.lookedAt }, at),
      subscribersReadAt: this.counted.at(-1) ?? null,
      posts: this.known(at).flatMap(({ post, at: postedAt }) =>
        post === undefined ? [] : [{ postedAt, readAt: this.reads.get(post)?.at(-1) ?? null }],
      ),
      postsPerCall: messagesPerPage,
    };
  }

  due() {
    const { id, owner } = this.channel;
    const state = this.state(this.dueAt);
    return {
      id,
      owner,
      interest: state.interest,
      dueAt: this.dueAt,
      cost: costOf(readsAt(state, this.dueAt), state),
    };
  }

  /** Reads what is due, page by page down to the last post that is wanted; answers the calls it took. */
  read(at: number): ReadCost {
    const reads = readsAt(this.state(at), at);
    if (reads.subscribers) this.counted.push(at);
    const calls = reads.subscribers ? 1 : 0;
    if (reads.posts === 0) return { calls, pages: 0 };
    const known = this.known(at);
    const posts = known.filter(({ post }) => post !== undefined);
    const oldest = posts[Math.min(reads.posts, posts.length) - 1];
    if (oldest === undefined) return { calls, pages: 1 };
    const shown = known.slice(0, known.indexOf(oldest) + 1);
    for (const { post } of shown) {
      if (post === undefined) continue;
      const times = this.reads.get(post);
      if (times === undefined) this.reads.set(post, [at]);
      else times.push(at);
    }
    return { calls, pages: Math.ceil(shown.length / messagesPerPage) };
  }

  readTimes(post: SimPost): readonly number[] {
    return this.reads.get(post) ?? [];
  }

  /** Messages of the last 30 days as known at `at`, newest first. */
  private known(at: number): Message[] {
    return this.channel.messages
      .filter((message) => message.at + updateDelayMs <= at && message.at > at - 30 * day)
      .reverse();
  }
}
