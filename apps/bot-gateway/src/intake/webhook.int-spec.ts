import { Test } from '@nestjs/testing';
import { fastify, type FastifyInstance } from 'fastify';
import { queueNames, queueSettings } from '@analyticbot/contracts';
import { defineQueue, MessagingModule } from '@analyticbot/messaging';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import type { INestApplicationContext } from '@nestjs/common';
import { UpdateIntake } from './update-intake.js';
import { webhookRoute } from './webhook.route.js';

const secret = 'a-secret';
const path = '/telegram/webhook';
const maxLength = 3;
const logger = { log: () => undefined, warn: jest.fn(), error: () => undefined };

describe('the webhook', () => {
  let redis: TestRedis;
  let app: INestApplicationContext;
  let server: FastifyInstance;
  let base: string;
  /** What Telegram gets for an update from a chat of its own. */
  const post = async (updateId: number): Promise<number> => {
    const chat = { id: updateId, type: 'private', first_name: 'Anna' };
    const message = { message_id: 1, date: 1, chat, from: { ...chat, is_bot: false }, text: 'hi' };
    const answer = await fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'x-telegram-bot-api-secret-token': secret, 'content-type': 'application/json' },
      body: JSON.stringify({ update_id: updateId, message }),
    });
    if (answer.status === 503) expect(answer.headers.get('retry-after')).toBe('1');
    return answer.status;
  };

  beforeAll(async () => {
    redis = await startTestRedis({ args: ['--maxmemory-policy', 'noeviction'] });
    const queues = Object.entries(queueSettings).map(([name, settings]) =>
      defineQueue({ name, ...settings, ...(name === queueNames.gatewayUpdates ? { maxLength } : {}) }),
    );
    const options = {
      redisUrl: redis.url,
      service: 'test',
      replicaId: 'webhook',
      queues,
      commandTimeoutMs: 400,
    };
    const compiled = await Test.createTestingModule({
      imports: [MessagingModule.forRoot(options)],
      providers: [UpdateIntake],
    }).compile();
    compiled.useLogger(false);
    app = await compiled.init();
    const intake = app.get(UpdateIntake);
    server = fastify();
    await server.register(webhookRoute, { path, secret, intake, logger });
    base = await server.listen({ port: 0, host: '127.0.0.1' });
  });
  beforeEach(() => redis.client().flushall());
  afterAll(async () => {
    await server.close();
    await app.close();
    await redis.stop();
  });

  it('answers 503 while Redis is full, so that Telegram delivers again, and takes the update then', async () => {
    await redis.client().config('SET', 'maxmemory', '1');
    await expect(post(1)).resolves.toBe(503);
    await redis.client().config('SET', 'maxmemory', '0');
    await expect(post(1)).resolves.toBe(200);
  });

  it('answers 503 while the queue is full', async () => {
    for (let id = 1; id <= maxLength; id += 1) await expect(post(id)).resolves.toBe(200);
    await expect(post(99)).resolves.toBe(503);
    expect(logger.warn).toHaveBeenLastCalledWith(
      expect.objectContaining({ code: 'E_QUEUE_FULL', correlationId: 'update-99' }),
    );
  });

  it('answers 503 while Redis is away, within its deadline', async () => {
    await redis.crash();
    await expect(post(1)).resolves.toBe(503);
    await redis.restart();
    await eventually(async () => expect(await post(1)).toBe(200), { timeoutMs: 10_000 });
  });
});
