import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { collectChannel, jobQueueNames, maintainPartitions, planCollection } from '@analyticbot/contracts';
import { jobPayload } from '@analyticbot/messaging';
import { PartitionsRepository, RollupsRepository } from '@analyticbot/storage';
import { CollectionMetrics } from './collection.metrics.js';
import { COLLECTION_OPTIONS, type CollectionOptions } from './collection.options.js';
import { CollectionQueue } from './collection.queue.js';
import { CollectionPlanner } from './planning/collection.planner.js';
import { ChannelCollector } from './reading/channel-collector.js';

const monthsAhead = 2;
/** Longer than a rollout takes. */
const repairedDays = 3;

/** Runs the collection jobs: exactly one replica each. */
@Processor(jobQueueNames.collection)
export class CollectionProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(CollectionProcessor.name);

  constructor(
    private readonly queue: CollectionQueue,
    private readonly planner: CollectionPlanner,
    private readonly collector: ChannelCollector,
    private readonly partitions: PartitionsRepository,
    private readonly rollups: RollupsRepository,
    private readonly metrics: CollectionMetrics,
    @Inject(COLLECTION_OPTIONS) private readonly options: CollectionOptions,
  ) {
    super();
  }

  /** Sets the schedules; every replica does, and they stay one. */
  async onApplicationBootstrap(): Promise<void> {
    this.worker.concurrency = this.options.parallel;
    this.worker.on('error', this.queue.outage.failed);
    await this.queue.scheduleAll();
  }

  async process(job: Job): Promise<void> {
    this.queue.outage.over();
    switch (job.name) {
      case planCollection.name:
        await this.planner.plan(new Date());
        return;
      case collectChannel.name:
        await this.collector.collect(jobPayload(collectChannel, job));
        return;
      case maintainPartitions.name:
        await this.maintain(new Date());
        return;
      default:
        throw new TypeError(`unknown job "${job.name}": a newer replica may know it`);
    }
  }

  /** Months ahead are made, old ones let go of, and hours that a replica of the release before left out are filled in. */
  private async maintain(now: Date): Promise<void> {
    const { rawDays } = this.options;
    const created = await this.partitions.ensurePartitions(monthsAhead, now);
    const { retired, postponed, strays } = await this.partitions.retireMonths({ rawDays }, now);
    const rebuilt = await this.rollups.repair(new Date(now.getTime() - repairedDays * 86_400_000));
    this.metrics.maintained(created.length, retired.length, rebuilt.length);
    this.logger.log({
      msg: 'partitions were looked after',
      created,
      retired,
      strays,
      rebuilt: rebuilt.length,
    });
    if (postponed.length > 0)
      this.logger.warn({ msg: 'old months are in use and stay until the next run', postponed });
  }
}
