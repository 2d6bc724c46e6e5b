import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import { defineQueue, EventHandler, listDeadLetters, type EventContract } from '../index.js';
import { deferred, startApp, type TestApp } from '../testing/test-app.contract.js';

const queue = defineQueue({
  name: 'slow',
  visibilityMs: 200,
  prefetch: 5,
  maxLength: 40,
  maxAttempts: 3,
  backoffMs: 10,
});
const happened: EventContract<number> = {
  kind: 'event',
  pattern: 'slow.happened',
  version: 1,
  queue: queue.name,
  payload: z.number(),
};

let began: number[] = [];
let act: (n: number) => Promise<void>;

@Controller()
class SlowController {
  @EventHandler(happened)
  async handle(@Payload() n: number): Promise<void> {
    began.push(n);
    await act(n);
  }
}

describe('a consumer', () => {
  let redis: TestRedis;
  let sender: TestApp;
  let worker: TestApp;

  beforeAll(async () => {
    redis = await startTestRedis();
    sender = await startApp({ redisUrl: redis.url, queues: [queue] });
    worker = await startApp({ redisUrl: redis.url, queues: [queue], contracts: [happened] }, [
      SlowController,
    ]);
  });
  beforeEach(() => {
    began = [];
  });
  afterAll(async () => {
    await Promise.all([sender.close(), worker.close()]);
    await redis.stop();
  });
  const empty = (): Promise<void> =>
    eventually(async () =>
      expect((await worker.inspector.stats())[0]).toMatchObject({ backlog: 0, inFlight: 0 }),
    );

  it('that is slow has no more than its prefetch in hand; senders hear at once that the queue is full', async () => {
    const hold = deferred();
    act = () => hold.promise;
    const sent = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => sender.work.publish(happened, n)),
    );
    const refused = sent.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(100 - queue.maxLength);
    for (const { reason } of refused)
      expect(reason).toMatchObject({ code: 'E_QUEUE_FULL', queue: queue.name });
    await eventually(() => expect(began).toHaveLength(queue.prefetch));

    // For three visibility times: it is slow, not dead, and nobody takes its messages away or gives it more.
    await new Promise((resolve) => setTimeout(resolve, queue.visibilityMs * 3));
    expect((await worker.inspector.stats())[0]).toMatchObject({
      backlog: queue.maxLength,
      inFlight: queue.prefetch,
    });
    expect(began).toHaveLength(queue.prefetch);

    hold.resolve();
    await empty();
    const accepted = sent.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
    expect([...began].sort((a, b) => a - b)).toEqual(accepted);
    await expect(sender.work.publish(happened, 1_000)).resolves.toEqual({ accepted: true });
    await empty();
  });

  it('that always throws makes a dead letter that tells how it began and how it ended, and holds nobody up', async () => {
    act = async (n) => {
      if (n === 13) throw new Error(`failure ${began.filter((one) => one === 13).length}`);
    };
    await Promise.all([12, 13, 14].map((n) => sender.work.publish(happened, n)));
    await empty();
    const letters = await listDeadLetters(redis.client(), { queue: queue.name });
    expect(letters).toEqual([
      expect.objectContaining({
        reason: 'failed',
        attempts: queue.maxAttempts,
        firstError: 'Error: failure 1',
        lastError: `Error: failure ${queue.maxAttempts}`,
        envelope: expect.objectContaining({ pattern: happened.pattern, payload: 13 }),
      }),
    ]);
    expect(began.filter((n) => n !== 13).sort()).toEqual([12, 14]);
  });
});
