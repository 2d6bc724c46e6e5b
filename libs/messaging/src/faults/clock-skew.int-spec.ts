import { join } from 'node:path';
import { eventually, SourceProcess, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { RequestTimeoutError } from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';
import { deedAsked, deeds, effectsKey } from './fault-service.contract.js';
import type { FaultWorkerSettings } from './fault-worker.contract.js';

const program = join(__dirname, 'fault-worker.contract.ts');
const tenMinutes = 600_000;

describe.each([
  { where: 'ahead of', clockAheadMs: tenMinutes },
  { where: 'behind', clockAheadMs: -tenMinutes },
])("a worker whose clock is ten minutes $where its callers'", ({ clockAheadMs }) => {
  let redis: TestRedis;
  let caller: TestApp;
  let worker: SourceProcess;
  const startWorker = async (): Promise<void> => {
    const settings: FaultWorkerSettings = { redisUrl: redis.url, clockAheadMs };
    worker = SourceProcess.start(program, [JSON.stringify(settings)]);
    await worker.until((said) => said.includes('consuming'));
  };

  beforeAll(async () => {
    redis = await startTestRedis();
    caller = await startApp({ redisUrl: redis.url, queues: [deeds] });
  });
  afterAll(async () => {
    await worker.kill9();
    await caller.close();
    await redis.stop();
  });

  it('answers what is still awaited, from its very first message on, and does not run what has expired', async () => {
    const expired = caller.work.request(deedAsked, { n: 1 }, { timeoutMs: 50 });
    await expect(expired).rejects.toBeInstanceOf(RequestTimeoutError);
    const waiting = [2, 3, 4].map((n) => caller.work.request(deedAsked, { n }, { timeoutMs: 10_000 }));
    await eventually(async () => expect((await caller.inspector.stats())[0]).toMatchObject({ backlog: 4 }));
    await startWorker();
    await expect(Promise.all(waiting)).resolves.toEqual([4, 6, 8]);
    await eventually(async () => expect((await caller.inspector.stats())[0]).toMatchObject({ backlog: 0 }));
    expect((await redis.client().lrange(effectsKey, 0, -1)).sort()).toEqual(['2', '3', '4']);
  });
});
