import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BatchHandler, type EventContract, QueueInspector, type WorkMessage } from '@analyticbot/messaging';
import { startWork } from '../kinds/work-queue.js';
import type { Drain } from './drains.js';
import { atOnce, drainQueue, type Small, smallEvent } from './small-event.js';

/** A batch handler of the work queue, as the services have them: a contract with a zod schema. */
export const drainBatches: Drain = async (redisUrl, name, count) => {
  const contract = smallEvent(name);
  let taken = 0;
  let finish = (): void => undefined;
  const all = new Promise<void>((resolve) => (finish = resolve));

  @Controller()
  class Taker {
    @BatchHandler(contract, { size: atOnce, waitMs: 5 })
    take(@Payload() messages: WorkMessage<Small>[]): void {
      taken += messages.length;
      if (taken >= count) finish();
    }
  }
  const contracts = [contract as EventContract<unknown>];
  const app = await startWork(redisUrl, drainQueue(name), contracts, [Taker]);
  const inspector = app.get(QueueInspector);
  const began = performance.now();
  await app.listen();
  await all;
  while ((await inspector.stats()).some(({ backlog }) => backlog > 0)) await sleep(1);
  const ms = performance.now() - began;
  await app.close();
  return ms;
};
