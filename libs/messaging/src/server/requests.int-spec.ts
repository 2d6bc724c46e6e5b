import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import {
  currentCorrelationId,
  defineQueue,
  RequestHandler,
  RequestTimeoutError,
  runWithCorrelation,
  WorkClient,
  type WorkContext,
  WorkFailure,
  WorkRecord,
  WorkServer,
  type RequestContract,
} from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';

interface Question {
  readonly n: number;
  readonly mode?: 'named' | 'unnamed' | 'bug' | 'bad-reply' | 'slow';
}

const queue = defineQueue({ name: 'requests', visibilityMs: 400, prefetch: 16, maxLength: 500 });

const double: RequestContract<Question, { twice: number; correlation?: string; attempt: number }> = {
  kind: 'request',
  pattern: 'double',
  version: 1,
  queue: queue.name,
  timeoutMs: 3_000,
  request: z.object({
    n: z.number(),
    mode: z.enum(['named', 'unnamed', 'bug', 'bad-reply', 'slow']).optional(),
  }),
  reply: z.object({ twice: z.number(), correlation: z.string().optional(), attempt: z.number() }),
  errors: ['E_NAMED'],
};

let executed: number[] = [];

@Controller()
class DoubleController {
  @RequestHandler(double)
  async answer(@Payload() question: Question, @Ctx() context: WorkContext) {
    executed.push(question.n);
    if (question.mode === 'named') throw new WorkFailure('E_NAMED', 'as agreed', { n: question.n });
    if (question.mode === 'unnamed') throw new WorkFailure('E_OTHER', 'not agreed');
    if (question.mode === 'bug') throw new Error('password=hunter2');
    if (question.mode === 'bad-reply') return { twice: 'no number' as unknown as number, attempt: 1 };
    return { twice: question.n * 2, correlation: currentCorrelationId(), attempt: context.delivery.attempt };
  }
}

describe('requests', () => {
  let redis: TestRedis;
  let apps: TestApp[] = [];
  const start = async (handles: boolean): Promise<TestApp> => {
    const app = await startApp(
      { redisUrl: redis.url, queues: [queue], contracts: handles ? [double] : [] },
      handles ? [DoubleController] : [],
    );
    apps.push(app);
    return app;
  };

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  beforeEach(async () => {
    executed = [];
    await redis.client().flushall();
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    apps = [];
  });
  afterAll(() => redis.stop());

  it('are executed once each by two replicas, and every caller gets its own answer', async () => {
    const caller = await start(false);
    await Promise.all([start(true), start(true)]);
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => caller.work.request(double, { n })));
    expect(answers.map(({ twice }) => twice)).toEqual(numbers.map((n) => n * 2));
    expect(executed.sort((a, b) => a - b)).toEqual(numbers);
  });

  it('sent while nobody listens are answered when a replica comes', async () => {
    const caller = await start(false);
    const answers = Promise.all([1, 2, 3].map((n) => caller.work.request(double, { n })));
    await start(true);
    expect((await answers).map(({ twice }) => twice)).toEqual([2, 4, 6]);
  });

  it('fail with the code their contract names, and keep everything else to themselves', async () => {
    const app = await start(true);
    await expect(app.work.request(double, { n: 1, mode: 'named' })).rejects.toMatchObject({
      code: 'E_NAMED',
      message: 'as agreed',
      details: { n: 1 },
    });
    for (const mode of ['unnamed', 'bug', 'bad-reply'] as const) {
      const error: unknown = await app.work
        .request(double, { n: 2, mode })
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'E_INTERNAL' });
      expect(String(error)).not.toMatch(/hunter2|not agreed/);
    }
    expect(executed).toEqual([1, 2, 2, 2]); // no answer is a reason to run it again
  });

  it('are refused before they are sent when they do not fit their contract', async () => {
    const app = await start(true);
    await expect(app.work.request(double, { n: 'x' as unknown as number })).rejects.toMatchObject({
      code: 'E_INVALID_PAYLOAD',
    });
    expect(executed).toEqual([]);
  });

  it('that have expired are not executed', async () => {
    const caller = await start(false);
    const late = caller.work.request(double, { n: 7 }, { timeoutMs: 60 });
    await expect(late).rejects.toBeInstanceOf(RequestTimeoutError);
    const app = await start(true);
    await expect(app.work.request(double, { n: 8 })).resolves.toMatchObject({ twice: 16 });
    expect(executed).toEqual([8]);
    expect((await app.inspector.stats())[0]).toMatchObject({ backlog: 0, inFlight: 0 });
  });

  it('cost no other when an error can not even be looked at', async () => {
    const { app, work } = await start(true);
    const broken = (): never => {
      throw new Error('broken');
    };
    app.get(WorkServer).addHandler('strange', async () => {
      throw Object.defineProperty({}, 'code', { get: broken });
    });
    const target = { queue: queue.name, pattern: 'strange' };
    const asked = app.get(WorkClient).request(target, new WorkRecord({}, { timeoutMs: 200 }));
    const [strange, sound] = await Promise.allSettled([asked, work.request(double, { n: 4 })]);
    expect(strange).toMatchObject({ reason: expect.any(RequestTimeoutError) });
    expect(sound).toMatchObject({ value: { twice: 8 } });
  });

  it('stop waiting when they are aborted', async () => {
    const caller = await start(false);
    const abort = new AbortController();
    const answer = caller.work.request(double, { n: 1 }, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });

  it('carry the correlation id to the handler', async () => {
    const app = await start(true);
    const answer = await runWithCorrelation('update-42', () => app.work.request(double, { n: 1 }));
    expect(answer.correlation).toBe('update-42');
  });

  it('fail fast when the queue is full', async () => {
    const small = { ...queue, maxLength: 2 };
    const caller = await startApp({ redisUrl: redis.url, queues: [small] });
    apps.push(caller);
    const waiting = [1, 2].map((n) =>
      caller.work.request(double, { n }, { timeoutMs: 2_000 }).catch(() => undefined),
    );
    await new Promise((resolve) => setImmediate(resolve));
    await expect(caller.work.request(double, { n: 3 })).rejects.toMatchObject({
      code: 'E_QUEUE_FULL',
      limit: 2,
    });
    await caller.close();
    apps = [];
    await Promise.all(waiting);
  });
});
