import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { WORK_CONNECTION } from '@analyticbot/messaging';
import { ManagedPool } from '@analyticbot/pooling';
import { paceUnder, type ReadCost } from '@analyticbot/refresh';
import { TelegramLimiter } from '@analyticbot/telegram';
import { COLLECTION_OPTIONS, type CollectionOptions } from '../collection.options.js';
import { CollectionQueue } from '../collection.queue.js';

const debtKey = 'analyticbot:collection:debt';
const debtKeptMs = 3_600_000;
/** Jobs of earlier plans that may wait or run, for each channel that is read at the same time. */
const outstandingPerParallel = 20;

/** What a plan may spend. */
export interface PlanBudget {
  readonly budget: ReadCost;
  readonly debt: ReadCost;
  /** The share of the full budget, 0 to 1. */
  readonly pace: number;
}

/** What the next plan may cost: less while the database, the job queue or Telegram has enough to do. */
@Injectable()
export class CollectionBudget {
  constructor(
    @Inject(COLLECTION_OPTIONS) private readonly options: CollectionOptions,
    @Inject(WORK_CONNECTION) private readonly redis: Redis,
    private readonly pool: ManagedPool,
    private readonly limiter: TelegramLimiter,
    private readonly queue: CollectionQueue,
  ) {}

  /** The budget of a plan of `tickMs` made at `now`, and what earlier plans took beyond theirs. */
  async forPlan(now: Date, tickMs: number): Promise<PlanBudget> {
    const [outstanding, debt] = await Promise.all([this.queue.outstanding(), this.debtAt(now, tickMs)]);
    const { waiting, max } = this.pool.stats();
    const pressure = {
      poolWaiting: waiting,
      poolMax: max,
      outstanding,
      mostOutstanding: this.options.parallel * outstandingPerParallel,
      heldForMs: this.limiter.stats().heldForMs,
    };
    const pace = paceUnder(pressure, tickMs);
    const { calls, pages, blocks } = this.full(tickMs);
    return { pace, debt, budget: { calls: calls * pace, pages: pages * pace, blocks: blocks * pace } };
  }

  /** Remembers what a plan took beyond its budget. */
  async remember(debt: ReadCost, now: Date): Promise<void> {
    await this.redis.set(debtKey, JSON.stringify({ ...debt, at: now.getTime() }), 'PX', debtKeptMs);
  }

  private full(tickMs: number): Required<ReadCost> {
    const { callsPerSecond, pagesPerSecond, blocksPerSecond } = this.options;
    const seconds = tickMs / 1_000;
    return {
      calls: callsPerSecond * seconds,
      pages: pagesPerSecond * seconds,
      blocks: blocksPerSecond * seconds,
    };
  }

  /** Plans that were not made have paid for it too. */
  private async debtAt(now: Date, tickMs: number): Promise<ReadCost> {
    const kept = await this.redis.get(debtKey);
    if (kept === null) return { calls: 0, pages: 0 };
    const { calls, pages, blocks = 0, at } = JSON.parse(kept) as ReadCost & { at: number };
    const missed = Math.max(0, (now.getTime() - at) / tickMs - 1);
    const full = this.full(tickMs);
    return {
      calls: Math.max(0, calls - missed * full.calls),
      pages: Math.max(0, pages - missed * full.pages),
      blocks: Math.max(0, blocks - missed * full.blocks),
    };
  }
}
