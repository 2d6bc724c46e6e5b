import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { register } from 'prom-client';
import { z } from 'zod';
import {
  defineQueue,
  EventHandler,
  RequestHandler,
  type EventContract,
  type RequestContract,
} from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';

const queue = defineQueue({ name: 'counted' });
const happened: EventContract<number> = {
  kind: 'event',
  pattern: 'counted.happened',
  version: 1,
  queue: queue.name,
  payload: z.number(),
};
const asked: RequestContract<number, number> = {
  kind: 'request',
  pattern: 'counted.asked',
  version: 1,
  queue: queue.name,
  timeoutMs: 1_000,
  request: z.number(),
  reply: z.number(),
  errors: [],
};

@Controller()
class CountedController {
  @EventHandler(happened)
  hear(@Payload() _n: number): void {}

  @RequestHandler(asked)
  answer(@Payload() n: number): number {
    return n;
  }
}

describe('the metrics of a service that has handled nothing yet', () => {
  let redis: TestRedis;
  let app: TestApp;

  beforeAll(async () => {
    redis = await startTestRedis();
    app = await startApp(
      { redisUrl: redis.url, queues: [queue], contracts: [happened, asked], sends: [asked] },
      [CountedController],
    );
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  const patterns = [happened.pattern, asked.pattern];

  it.each(['handled', 'failed', 'retried', 'dead'])('are there, with 0: %s', async (what) => {
    const text = `${await register.getSingleMetricAsString(`messaging_messages_${what}_total`)}\n`;
    for (const pattern of patterns) expect(text).toContain(`{queue="counted",pattern="${pattern}"} 0\n`);
  });

  it.each(['messaging_handler_seconds', 'messaging_time_in_queue_seconds'])(
    'are there, without an observation: %s',
    async (name) => {
      const text = `${await register.getSingleMetricAsString(name)}\n`;
      for (const pattern of patterns)
        expect(text).toContain(`${name}_count{queue="counted",pattern="${pattern}"} 0\n`);
    },
  );

  it('are there, with 0, of what it may send and of nothing else', async () => {
    const text = `${await register.getSingleMetricAsString('messaging_messages_sent_total')}\n`;
    expect(text).toContain('{queue="counted",pattern="counted.asked"} 0\n');
    expect(text).not.toContain(happened.pattern);
  });

  it.each(['messaging_reclaimed_total', 'messaging_in_flight'])('are there, with 0: %s', async (name) => {
    expect(`${await register.getSingleMetricAsString(name)}\n`).toContain(`${name}{queue="counted"} 0\n`);
  });
});
