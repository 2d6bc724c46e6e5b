import { join } from 'node:path';
import { eventually, SourceProcess, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { listDeadLetters } from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';
import {
  deedAsked,
  deedContracts,
  deeds,
  deedsWanted,
  deedWanted,
  effectsKey,
  faultController,
} from './fault-service.contract.js';
import type { FaultWorkerSettings } from './fault-worker.contract.js';

const program = join(__dirname, 'fault-worker.contract.ts');

describe('a worker process', () => {
  let redis: TestRedis;
  let sender: TestApp;
  let apps: TestApp[] = [];
  let processes: SourceProcess[] = [];

  /** A worker of its own that stops where a deed says so. */
  const startProcess = async (): Promise<SourceProcess> => {
    const settings: FaultWorkerSettings = { redisUrl: redis.url };
    const worker = SourceProcess.start(program, [JSON.stringify(settings)]);
    processes.push(worker);
    await worker.until((said) => said.includes('consuming'));
    return worker;
  };
  /** A worker in this process, which never stops. */
  const startSurvivor = async (): Promise<TestApp> => {
    const app = await startApp(
      { redisUrl: redis.url, queues: [deeds], contracts: deedContracts, effectLeaseMs: 500 },
      [faultController()],
    );
    apps.push(app);
    return app;
  };
  const stopped = (worker: SourceProcess, count: number): Promise<void> =>
    worker.until((said) => said.filter((one) => one !== 'consuming').length === count);
  const effects = async (): Promise<number[]> =>
    (await redis.client().lrange(effectsKey, 0, -1)).map(Number).sort((a, b) => a - b);
  const allDone = (): Promise<void> =>
    eventually(async () =>
      expect((await sender.inspector.stats())[0]).toMatchObject({ backlog: 0, dead: 0 }),
    );

  beforeAll(async () => {
    redis = await startTestRedis();
    sender = await startApp({ redisUrl: redis.url, queues: [deeds] });
  });
  afterEach(async () => {
    await Promise.all(processes.map((worker) => worker.kill9()));
    await Promise.all(apps.map((app) => app.close()));
    processes = [];
    apps = [];
    await redis.client().flushall();
  });
  afterAll(async () => {
    await sender.close();
    await redis.stop();
  });

  it('killed mid-handler loses nothing: another does its work, and every effect happens once', async () => {
    const victim = await startProcess();
    await sender.work.publish(deedWanted, { n: 1, stop: 'before' });
    await sender.work.publish(deedWanted, { n: 2, stop: 'within' });
    await sender.work.publish(deedWanted, { n: 3, stop: 'after' });
    const answer = sender.work.request(deedAsked, { n: 4, stop: 'after' });
    await stopped(victim, 4);
    await victim.kill9();
    await startSurvivor();
    await expect(answer).resolves.toBe(8);
    await allDone();
    expect(await effects()).toEqual([1, 2, 3, 4]);
  });

  it('killed mid-batch loses nothing: the batch is done by another, and every effect happens once', async () => {
    const victim = await startProcess();
    const numbers = Array.from({ length: 10 }, (_, n) => n);
    await Promise.all(
      numbers.map((n) => sender.work.publish(deedsWanted, n === 6 ? { n, stop: 'within' } : { n })),
    );
    await stopped(victim, 1);
    await victim.kill9();
    await startSurvivor();
    await allDone();
    expect(await effects()).toEqual(numbers);
  });

  it('paused beyond the visibility time finds its work taken over, and repeats no effect when it goes on', async () => {
    const sleeper = await startProcess();
    await sender.work.publish(deedWanted, { n: 1, stop: 'before' });
    await sender.work.publish(deedWanted, { n: 2, stop: 'after' });
    await stopped(sleeper, 2);
    sleeper.pause();
    await startSurvivor();
    await allDone();
    sleeper.resume();
    sleeper.tell('go on');
    await sender.work.publish(deedWanted, { n: 3 });
    await allDone();
    expect(await effects()).toEqual([1, 2, 3]);
    expect(await listDeadLetters(redis.client(), { queue: deeds.name })).toEqual([]);
  });
});
