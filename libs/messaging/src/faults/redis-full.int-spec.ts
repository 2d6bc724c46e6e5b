import { eventually, settlesBefore, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { startApp, type TestApp } from '../testing/test-app.contract.js';
import {
  deedAsked,
  deedContracts,
  deeds,
  deedWanted,
  effectsKey,
  faultController,
} from './fault-service.contract.js';

describe('Redis that is full', () => {
  let redis: TestRedis;
  let sender: TestApp;
  let worker: TestApp;
  /** Leaves the server no byte, and gives it its memory back. */
  const limit = (bytes: string) => redis.client().config('SET', 'maxmemory', bytes);
  const effects = async (): Promise<string[]> => redis.client().lrange(effectsKey, 0, -1);

  beforeAll(async () => {
    redis = await startTestRedis({ args: ['--maxmemory-policy', 'noeviction'] });
    sender = await startApp({ redisUrl: redis.url, queues: [deeds] });
    worker = await startApp({ redisUrl: redis.url, queues: [deeds], contracts: deedContracts }, [
      faultController(),
    ]);
    await sender.work.request(deedAsked, { n: 0 });
  });
  afterAll(async () => {
    await Promise.all([sender.close(), worker.close()]);
    await redis.stop();
  });

  afterEach(() => limit('0'));

  it('refuses what is sent with an error that says so, and takes it again when there is room', async () => {
    await limit('1');
    await expect(sender.work.publish(deedWanted, { n: 1 }, { id: 'one' })).rejects.toMatchObject({
      code: 'E_MESSAGING_UNAVAILABLE',
      message: expect.stringMatching(/full/),
    });
    await expect(sender.work.request(deedAsked, { n: 2 })).rejects.toMatchObject({
      code: 'E_MESSAGING_UNAVAILABLE',
    });
    await limit('0');
    await expect(sender.work.publish(deedWanted, { n: 1 }, { id: 'one' })).resolves.toEqual({
      accepted: true,
    });
    await expect(sender.work.request(deedAsked, { n: 2 })).resolves.toBe(4);
    await eventually(async () => expect((await effects()).sort()).toEqual(['0', '1', '2']));
  });

  it('lets every caller hear by its deadline, and every effect happen once, when it fills up during their work', async () => {
    const before = await effects();
    const numbers = Array.from({ length: 50 }, (_, n) => n + 10);
    const timeoutMs = 1_500;
    const answers = numbers.map((n) =>
      sender.work.request(deedAsked, { n }, { timeoutMs }).then(
        (answer) => ({ n, answer, code: undefined }),
        (error: { code: string }) => ({ n, answer: undefined, code: error.code }),
      ),
    );
    const events = numbers.map((n) => sender.work.publish(deedWanted, { n: n + 100 }));
    const inTime = settlesBefore(Promise.all(answers), timeoutMs + 400);
    await Promise.allSettled(events);
    await limit('1');
    const settled = await Promise.all(answers);
    expect(await inTime).toBe(true);
    for (const { n, answer, code } of settled) expect(answer === n * 2 || code !== undefined).toBe(true);
    await limit('0');
    await eventually(async () =>
      expect((await sender.inspector.stats())[0]).toMatchObject({ backlog: 0, dead: 0 }),
    );
    const after = (await effects()).slice(before.length);
    expect(after.length).toBe(new Set(after).size);
    expect(after).toEqual(expect.arrayContaining(numbers.map((n) => String(n + 100))));
  });
});
