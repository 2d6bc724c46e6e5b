import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import { Outbox } from '../settling/outbox.js';
import { QueueConsumer } from '../consumer/queue-consumer.js';
import { type Settled, Settlement } from '../settling/settlement.js';
import { untilDone } from '../settling/until-done.js';
import type { WorkItem } from '../consumer/work-item.js';
import type { QueueDefinition } from '../contract/queue-definition.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import type { MessagingMetrics } from '../metrics/messaging.metrics.js';
import { openBlockingConnection } from '../redis/connection.js';
import { queueKeys } from '../redis/keys.js';
import { RedisClock } from '../redis/redis-clock.js';
import type { BoundHandler } from '../running/bound-handler.js';
import { EventRunner } from '../running/event-runner.js';
import { RequestRunner } from '../running/request-runner.js';

/** Puts the consumer of one queue together. @param handlerOf the handler of a pattern, or undefined */
export function createConsumer(
  redis: Redis,
  options: ResolvedMessagingOptions,
  queue: QueueDefinition,
  metrics: MessagingMetrics,
  handlerOf: (pattern: string) => BoundHandler | undefined,
): QueueConsumer {
  const name = `${options.service}:${options.replicaId}:${randomUUID()}`;
  const keys = queueKeys(options.keyPrefix, queue.name);
  const abandon = new AbortController();
  setMaxListeners(0, abandon.signal); // every message that waits for Redis listens
  const clock = new RedisClock(redis);
  const outbox = new Outbox(redis, keys.stream, clock, abandon.signal);
  const settlement = new Settlement(redis, queue, keys, name, outbox, abandon.signal);
  const onSettled: Settled = (items, error) => consumer.letGo(items, error);
  const parts = { queue, settlement, metrics, onSettled };
  const events = new EventRunner({ ...parts, onRetry: () => consumer.nudge() });
  const requests = new RequestRunner(parts, outbox, clock, options);

  const runNow = (item: WorkItem): void => {
    const { kind, pattern } = item.envelope;
    const handler = handlerOf(pattern);
    if (item.attempt === 1) metrics.waited(queue.name, handler ? pattern : 'other', clock.now() - item.at);
    if (kind === 'event') events.run(item, handler);
    else requests.run(item, handler);
  };
  // By this machine's own clock a deadline could be minutes off, for the very first messages.
  const runLater = async (item: WorkItem): Promise<void> => {
    await untilDone('ask Redis for its time', abandon.signal, () => clock.sync());
    if (clock.synced) runNow(item);
    else onSettled([item]); // shutting down
  };
  const run = (item: WorkItem): void => {
    if (clock.synced) runNow(item);
    else runLater(item).catch((error: unknown) => onSettled([item], error));
  };
  const consumer: QueueConsumer = new QueueConsumer({
    redis,
    openBlocking: () => openBlockingConnection(options.redisUrl, `${name}:${queue.name}`),
    queue,
    keys,
    consumer: name,
    clock,
    settlement,
    metrics,
    run,
    flush: () => events.flush(),
    abandon,
  });
  return consumer;
}
