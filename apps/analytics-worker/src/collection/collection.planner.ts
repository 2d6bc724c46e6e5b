import { Injectable } from '@nestjs/common';
import { ChannelsRepository } from '@analyticbot/storage';
import { CollectionQueue } from './collection.queue.js';

/** Channels a plan takes at most; the next plan takes the rest. */
const channelsPerPlan = 200;
/** A channel whose job got lost is due again after this long. */
const leaseMs = 10 * 60_000;

/** Finds the channels whose turn it is. */
@Injectable()
export class CollectionPlanner {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly queue: CollectionQueue,
  ) {}

  /** Adds one job for each channel that is due; answers how many. */
  async plan(now: Date): Promise<number> {
    const due = await this.channels.claimDue(channelsPerPlan, now, leaseMs);
    for (const channel of due) {
      await this.queue.collectDue(channel.id, now, channel.lastCollectedAt === null ? 'first' : 'refresh');
    }
    return due.length;
  }
}
