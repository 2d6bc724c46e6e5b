import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { collectChannel, jobQueueNames, maintainPartitions, planCollection } from '@analyticbot/contracts';
import { jobPayload } from '@analyticbot/messaging';
import { PartitionsRepository } from '@analyticbot/storage';
import { ChannelCollector } from './channel-collector.js';
import { CollectionPlanner } from './collection.planner.js';
import { CollectionQueue } from './collection.queue.js';

/** Channels read at the same time by one replica. */
const parallelChannels = 10;
const monthsAhead = 2;

/** Runs the collection jobs: exactly one replica each. */
@Processor(jobQueueNames.collection, { concurrency: parallelChannels })
export class CollectionProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(CollectionProcessor.name);

  constructor(
    private readonly queue: CollectionQueue,
    private readonly planner: CollectionPlanner,
    private readonly collector: ChannelCollector,
    private readonly partitions: PartitionsRepository,
  ) {
    super();
  }

  /** Sets the schedules; every replica does, and they stay one. */
  async onApplicationBootstrap(): Promise<void> {
    await this.queue.scheduleAll();
    this.worker.on('error', (error) => this.logger.warn({ msg: 'the collection queue is away', err: error }));
  }

  async process(job: Job): Promise<void> {
    switch (job.name) {
      case planCollection.name:
        await this.planner.plan(new Date());
        return;
      case collectChannel.name:
        await this.collector.collect(jobPayload(collectChannel, job));
        return;
      case maintainPartitions.name:
        await this.partitions.ensurePartitions(monthsAhead, new Date());
        return;
      default:
        throw new TypeError(`unknown job "${job.name}": a newer replica may know it`);
    }
  }
}
