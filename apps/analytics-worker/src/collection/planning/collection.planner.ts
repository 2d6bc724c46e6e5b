import { Injectable } from '@nestjs/common';
import { Cache } from '@analyticbot/caching';
import { costOf, planSlots, readsAt, type ChannelState, type DueChannel } from '@analyticbot/refresh';
import {
  CollectionRepository,
  DigestsRepository,
  type ComingDigest,
  type DueCandidate,
} from '@analyticbot/storage';
import type { WorkerCacheGroups } from '../../cache/cache-groups.js';
import { CollectionMetrics } from '../collection.metrics.js';
import { CollectionQueue, planEveryMs } from '../collection.queue.js';
import { ChannelStates } from './channel-states.service.js';
import { CollectionBudget } from './collection-budget.service.js';
import { InterestBook } from './interest-book.js';

/** Channels a plan looks at; who has waited the longest is among them. */
const mostCandidates = 1_000;
/** A channel whose job got lost is due again after this long. */
const leaseMs = 10 * 60_000;
/** Figures for a digest are read so long before it is made. */
const wishLeadMs = 10 * 60_000;
/** What was read for a digest lies in the cache so long before it is made: less than it lives there. */
const warmLeadMs = 60_000;
/** Pages of a first reading that are paid for ahead; what it takes beyond them is not known. */
const firstPages = 2;

/** Decides which of the channels that are due are read in the coming seconds. */
@Injectable()
export class CollectionPlanner {
  constructor(
    private readonly collection: CollectionRepository,
    private readonly states: ChannelStates,
    private readonly interests: InterestBook,
    private readonly budgets: CollectionBudget,
    private readonly queue: CollectionQueue,
    private readonly metrics: CollectionMetrics,
    private readonly digests: DigestsRepository,
    private readonly cache: Cache<WorkerCacheGroups>,
  ) {}

  /**
   * Adds one job for each channel whose turn it is, as far as the budget goes; answers how many. The rest stays due. Plans
   * made at the same time share the channels: a turn goes to one of them.
   */
  async plan(now: Date, random: () => number = Math.random): Promise<number> {
    await this.bringWishesForward(now);
    const candidates = await this.collection.due(mostCandidates, new Date(now.getTime() + planEveryMs));
    const { budget, debt, pace } = await this.budgets.forPlan(now, planEveryMs);
    const states = await this.states.of(candidates, now);
    const plan = planSlots(
      candidates.map((candidate, index) => dueChannelOf(candidate, states[index])),
      { from: now.getTime(), slotMs: planEveryMs, slots: 1, budget, debt, random },
    );
    const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
    const chosen = plan.runs.flatMap(({ channel }) => byId.get(channel.id) ?? []);
    const claimed = await this.collection.claim(chosen, new Date(now.getTime() + leaseMs));
    for (const { channel, at } of plan.runs) {
      const candidate = byId.get(channel.id);
      if (candidate === undefined || !claimed.has(channel.id)) continue;
      const depth = candidate.lastCollectedAt === null ? 'first' : 'refresh';
      await this.queue.collectDue(channel.id, candidate.nextCollectAt, depth, at - now.getTime());
    }
    await this.budgets.remember(plan.debt, now);
    await this.tell(now, pace, plan.waiting.length);
    return claimed.size;
  }

  private async bringWishesForward(now: Date): Promise<void> {
    const until = new Date(now.getTime() + wishLeadMs);
    const coming = await this.digests.coming(now, until, mostCandidates);
    for (const { channelId, at } of coming) await this.interests.wanted(channelId, at, now);
    this.warm(coming.filter(({ at }) => at.getTime() - now.getTime() <= warmLeadMs));
    const ids = await this.interests.takeWishes(now, until, mostCandidates);
    await this.collection.bringForward(ids.map((id) => ({ id, at: now })));
    await this.interests.forgetBefore(now);
  }

  /** Behind the plan, and not too fast: a digest that comes first loads its own overview. */
  private warm(soon: readonly ComingDigest[]): void {
    const keys = soon.map(({ channelId }) => ({ group: 'channel-overview', parts: [channelId] }));
    if (keys.length > 0) void this.cache.warm({ keys, atMost: keys.length });
  }

  private async tell(now: Date, pace: number, waiting: number): Promise<void> {
    const { late, withinHour, oldestSeconds } = await this.collection.lateness(now);
    this.metrics.planned({ pace, waiting, late, withinHour, oldestSeconds });
  }
}

function dueChannelOf(candidate: DueCandidate, state: ChannelState | undefined): DueChannel {
  const { id, owner, nextCollectAt, lastCollectedAt } = candidate;
  const dueAt = nextCollectAt.getTime();
  if (state === undefined) throw new RangeError('a channel has no state');
  const reads =
    lastCollectedAt === null
      ? { subscribers: true, posts: firstPages * state.postsPerCall }
      : readsAt(state, dueAt);
  return { id, owner, interest: state.interest, dueAt, cost: costOf(reads, state) };
}
