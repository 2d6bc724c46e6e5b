import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { defineQueue, QueueFullError } from '../index.js';
import { queueKeys } from '../redis/keys.js';
import { AppendBuffer } from './append-buffer.js';

const queue = defineQueue({ name: 'appends', maxLength: 250 });

describe('messages of one turn', () => {
  let redis: TestRedis;

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());

  it('are appended in their order, and from the first that finds the queue full on refused', async () => {
    const client = redis.client();
    const buffer = new AppendBuffer(client, queue, 'work');
    const outcomes = await Promise.all(
      Array.from(
        { length: 320 },
        (_, n) =>
          new Promise<unknown>((resolve) => buffer.add(String(n), (error) => resolve(error ?? 'taken'))),
      ),
    );
    expect(outcomes.slice(0, 250)).toEqual(Array.from({ length: 250 }, () => 'taken'));
    expect(outcomes.slice(250).every((outcome) => outcome instanceof QueueFullError)).toBe(true);
    const entries = await client.xrange(queueKeys('work', queue.name).stream, '-', '+');
    expect(entries.map(([, fields]) => Number(fields[1]))).toEqual(Array.from({ length: 250 }, (_, n) => n));
  });
});
