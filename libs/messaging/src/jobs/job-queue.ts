import { BullModule } from '@nestjs/bullmq';
import type { DynamicModule } from '@nestjs/common';
import type { DefaultJobOptions } from 'bullmq';
import type { JobContract } from '../contract/contract.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import { MESSAGING_OPTIONS } from '../messaging.tokens.js';
import { type RedisAddress, redisOptionsFromUrl } from '../redis/redis-url.js';

/** What every job gets unless it says otherwise: five attempts, waits doubling from 1 s, and a bounded history. */
export const defaultJobOptions: DefaultJobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1_000 },
  removeOnComplete: { age: 3_600, count: 1_000 },
  removeOnFail: { age: 7 * 86_400, count: 5_000 },
};

/** Connection options for BullMQ from a Redis URL. Its workers wait for Redis as long as it takes. */
export function jobConnection(redisUrl: string): RedisAddress & { maxRetriesPerRequest: null } {
  return { ...redisOptionsFromUrl(redisUrl), maxRetriesPerRequest: null };
}

/** First part of a queue's keys. They share one hash tag: BullMQ's scripts touch many of them at once. */
export function jobQueuePrefix(queue: string): string {
  return `jobs:{${queue}}`;
}

/**
 * The module that provides the BullMQ queue of these contracts: `@InjectQueue(name)`, and `@Processor(name)` in the
 * process that runs them. Takes its connection from `MessagingModule`.
 * @throws RangeError when the contracts name more than one queue
 */
export function registerJobQueue(
  ...contracts: readonly [JobContract<unknown>, ...JobContract<unknown>[]]
): DynamicModule {
  const [{ queue: name }] = contracts;
  if (contracts.some(({ queue }) => queue !== name)) {
    throw new RangeError('registerJobQueue takes the contracts of one queue; call it once for each queue.');
  }
  return BullModule.registerQueueAsync({
    name,
    inject: [MESSAGING_OPTIONS],
    useFactory: (options: ResolvedMessagingOptions) => ({
      connection: jobConnection(options.redisUrl),
      prefix: jobQueuePrefix(name),
      defaultJobOptions,
    }),
  });
}
