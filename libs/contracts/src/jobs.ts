import { z } from 'zod';
import type { JobContract } from './contract.js';
import { telegramId } from './ids.js';
import { jobQueueNames } from './queues.js';

const collectChannelPayload = z.object({
  channelId: telegramId,
  depth: z.enum(['first', 'refresh']),
  /** Whom to tell when the channel's first report is ready, as private chat ids. */
  tell: z.array(telegramId).default([]),
});
export type CollectChannel = z.infer<typeof collectChannelPayload>;

/** Read a channel's figures from its sources and store them. `first` reads 30 days of posts, `refresh` the newest pages. */
export const collectChannel: JobContract<CollectChannel> = {
  kind: 'job',
  name: 'collect-channel',
  queue: jobQueueNames.collection,
  version: 1,
  payload: collectChannelPayload,
};

/** Find the channels that are due and add a job for each. */
export const planCollection: JobContract<Record<string, never>> = {
  kind: 'job',
  name: 'plan-collection',
  queue: jobQueueNames.collection,
  version: 1,
  payload: z.object({}),
};

/** Create the coming months' partitions. */
export const maintainPartitions: JobContract<Record<string, never>> = {
  kind: 'job',
  name: 'maintain-partitions',
  queue: jobQueueNames.collection,
  version: 1,
  payload: z.object({}),
};
