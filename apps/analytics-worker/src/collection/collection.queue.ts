import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { collectChannel, jobQueueNames, maintainPartitions, planCollection } from '@analyticbot/contracts';
import { addJob, JobQueueOutage, scheduleJob } from '@analyticbot/messaging';

/** A plan is made so often, for so long. */
export const planEveryMs = 15_000;

/** Puts collection jobs on their queue; adding the same one twice makes one. */
@Injectable()
export class CollectionQueue {
  /** Hears of every failed connection of the queue; its worker's are told to it as well. */
  readonly outage = new JobQueueOutage(jobQueueNames.collection);

  constructor(@InjectQueue(jobQueueNames.collection) private readonly queue: Queue) {
    queue.on('error', this.outage.failed);
  }

  /** Collects a channel for the first time, ahead of others, and has `userId` told when its report is ready. */
  async collectFirst(channelId: string, userId: string): Promise<void> {
    const minute = Math.floor(Date.now() / 60_000);
    await addJob(
      this.queue,
      collectChannel,
      { channelId, depth: 'first', tell: [userId] },
      { key: `${channelId}-first-${minute}`, priority: 1 },
    );
  }

  /** Collects a channel, whose turn it was at `dueAt`, in `delayMs`; one job a turn, however many replicas plan it. */
  async collectDue(
    channelId: string,
    dueAt: Date,
    depth: 'first' | 'refresh',
    delayMs: number,
  ): Promise<void> {
    const key = `${channelId}-${dueAt.getTime()}`;
    const delay = Math.max(0, Math.round(delayMs));
    await addJob(this.queue, collectChannel, { channelId, depth, tell: [] }, { key, priority: 10, delay });
  }

  /** Jobs that were added and are not done yet. */
  async outstanding(): Promise<number> {
    const counts = await this.queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed');
    return Object.values(counts).reduce((sum, count) => sum + count, 0);
  }

  /** Has the plan made every 15 s and partitions looked after every day, by whichever replica is free. */
  async scheduleAll(): Promise<void> {
    await scheduleJob(this.queue, planCollection, 'every', { every: planEveryMs }, {});
    await scheduleJob(this.queue, maintainPartitions, 'daily', { pattern: '0 3 * * *', tz: 'UTC' }, {});
  }
}
