import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, settlesBefore, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { WorkServer } from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';
import { deedAsked, deedContracts, deeds, deedWanted, faultController } from './fault-service.contract.js';

/** How much later than its deadline a caller may hear. */
const slackMs = 250;

interface Asked {
  readonly n: number;
  readonly answer: unknown;
  readonly inTime: boolean;
}

describe('Redis that stops during traffic and comes back with its append-only file', () => {
  let redis: TestRedis;
  let sender: TestApp;
  let workers: TestApp[];
  const accepted: number[] = [];
  const asked: Asked[] = [];
  const effects: number[] = [];
  let n = 0;

  const publish = async (): Promise<void> => {
    const one = (n += 1);
    const taken = await sender.work
      .publish(deedWanted, { n: one }, { id: `deed-${one}` })
      .catch(() => undefined);
    if (taken?.accepted) accepted.push(one);
  };
  const ask = async (timeoutMs: number): Promise<void> => {
    const one = (n += 1);
    const answer = sender.work.request(deedAsked, { n: one }, { timeoutMs }).catch((error: unknown) => error);
    const inTime = await settlesBefore(answer, timeoutMs + slackMs);
    asked.push({ n: one, answer: await answer, inTime });
  };
  /** Sends all the time, a little of everything, until it is stopped; then waits for every answer. */
  const traffic = (): { stop(): Promise<void> } => {
    const stopped = new AbortController();
    const going: Promise<void>[] = [];
    const sending = (async () => {
      while (!stopped.signal.aborted) {
        going.push(publish(), publish(), ask(300), ask(3_000));
        await sleep(10);
      }
    })();
    return {
      stop: async () => {
        stopped.abort();
        await sending;
        await Promise.all(going);
      },
    };
  };

  beforeAll(async () => {
    redis = await startTestRedis({ persistent: true });
    const settings = { redisUrl: redis.url, queues: [deeds], commandTimeoutMs: 1_000 };
    sender = await startApp(settings);
    const start = () =>
      startApp({ ...settings, contracts: deedContracts }, [
        faultController(undefined, (one) => effects.push(one)),
      ]);
    workers = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    await Promise.all([sender, ...workers].map((app) => app.close()));
    await redis.stop();
  });

  it('loses nothing it took, does it once, tells each caller by its deadline, and needs no restart', async () => {
    const { stop } = traffic();
    await eventually(() => expect(accepted.length).toBeGreaterThan(20));
    await redis.crash();
    await sleep(900); // three times as long as the shorter deadline
    await redis.restart();
    const before = accepted.length;
    await eventually(() => expect(accepted.length).toBeGreaterThan(before + 20), { timeoutMs: 10_000 });
    await stop();

    for (const { answer, inTime } of asked) {
      expect(inTime).toBe(true);
      if (typeof answer !== 'number') {
        expect(['E_REQUEST_TIMEOUT', 'E_MESSAGING_UNAVAILABLE', 'E_INTERNAL']).toContain(
          (answer as { code: string }).code,
        );
      }
    }
    for (const { n: one, answer } of asked) if (typeof answer === 'number') expect(answer).toBe(one * 2);
    await eventually(
      async () => expect((await sender.inspector.stats())[0]).toMatchObject({ backlog: 0, dead: 0 }),
      { timeoutMs: 10_000 },
    );
    expect(effects.length).toBe(new Set(effects).size);
    expect(effects).toEqual(expect.arrayContaining(accepted));
    for (const { app } of workers) {
      expect(app.get(WorkServer).workStatus()).toEqual([{ queue: deeds.name, consuming: true }]);
    }
    await expect(sender.work.request(deedAsked, { n: 0 })).resolves.toBe(0);
  });
});
