import { ConsoleLogger, Controller, Inject, Logger } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { z } from 'zod';
import {
  BatchHandler,
  currentCorrelationId,
  defineQueue,
  EventHandler,
  RequestHandler,
  WorkBus,
  type EventContract,
  type RequestContract,
  type WorkMessage,
} from '../index.js';
import { startApp, type TestApp } from '../testing/test-app.contract.js';

const about = { version: 1, payload: z.string() } as const;
const [updates, questions] = [
  defineQueue({ name: 'updates', ordered: true, maxAttempts: 2, backoffMs: 10 }),
  defineQueue({ name: 'questions', maxAttempts: 2, backoffMs: 10 }),
];
const update: EventContract<string> = { ...about, kind: 'event', pattern: 'update', queue: updates.name };
const noted: EventContract<string> = { ...about, kind: 'event', pattern: 'noted', queue: questions.name };
const asked: RequestContract<string, string> = {
  kind: 'request',
  pattern: 'asked',
  version: 1,
  queue: questions.name,
  timeoutMs: 3_000,
  request: z.string(),
  reply: z.string(),
  errors: [],
};

/** What the loggers of both services wrote, with the id a service's log line would carry. */
let lines: { readonly text: string; readonly id: string | undefined }[] = [];
class Recording extends ConsoleLogger {
  override log(message: unknown): void {
    lines.push({ text: String(message), id: currentCorrelationId() });
  }
  override warn = this.log;
  override error = this.log;
}

@Controller()
class GatewayController {
  private readonly logger = new Logger('Gateway');
  constructor(@Inject(WorkBus) private readonly bus: WorkBus) {}

  @EventHandler(update)
  async take(@Payload() text: string): Promise<void> {
    this.logger.log(`takes ${text}`);
    const answer = await this.bus.request(asked, text).catch((error: Error) => error.message);
    this.logger.log(`has for ${text}: ${answer}`);
    if (text === 'poison') throw new Error('cannot take it');
  }
}

@Controller()
class WorkerController {
  private readonly logger = new Logger('Worker');
  constructor(@Inject(WorkBus) private readonly bus: WorkBus) {}

  @RequestHandler(asked)
  async answer(@Payload() text: string): Promise<string> {
    this.logger.log(`is asked ${text}`);
    await this.bus.publish(noted, text);
    if (text === 'poison') throw new Error('a bug');
    return text.toUpperCase();
  }

  @BatchHandler(noted, { size: 10, waitMs: 1 })
  async note(@Payload() messages: WorkMessage<string>[]): Promise<void> {
    for (const { payload } of messages) this.logger.log(`notes ${payload}`);
    if (messages.some(({ payload }) => payload === 'poison')) throw new Error('no');
  }
}

describe('the correlation id', () => {
  let redis: TestRedis;
  let services: TestApp[];

  beforeAll(async () => {
    redis = await startTestRedis();
    const settings = { redisUrl: redis.url, queues: [updates, questions] };
    services = await Promise.all([
      startApp({ ...settings, contracts: [update] }, [GatewayController]),
      startApp({ ...settings, contracts: [asked, noted] }, [WorkerController]),
    ]);
    Logger.overrideLogger(new Recording());
  });
  beforeEach(() => {
    lines = [];
  });
  afterAll(async () => {
    Logger.overrideLogger(false);
    await Promise.all(services.map((service) => service.close()));
    await redis.stop();
  });
  const empty = (): Promise<void> =>
    eventually(async () => {
      const stats = await services[0]!.inspector.stats();
      expect(stats.map(({ backlog }) => backlog)).toEqual([0, 0]);
    });

  it('goes with an update through both services and back, and stands in every line they write', async () => {
    await services[0]!.work.publish(update, 'hello', { key: 'chat', correlationId: 'update-7' });
    await empty();
    expect(lines.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['takes hello', 'is asked hello', 'notes hello', 'has for hello: HELLO']),
    );
    expect(lines.filter(({ id }) => id !== 'update-7')).toEqual([]);
  });

  it('stands in what the transport itself writes about a message: failures, batches that fail, dead letters', async () => {
    await services[0]!.work.publish(update, 'poison', { key: 'chat', correlationId: 'update-8' });
    await empty();
    const texts = lines.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/The handler of "asked" failed: Error: a bug/);
    expect(texts).toMatch(/of queue "updates" is a dead letter after 2 attempts/);
    expect(texts).toMatch(/of queue "questions" is a dead letter after 2 attempts/);
    expect(lines.filter(({ id }) => id !== 'update-8')).toEqual([]);
  });

  it('stands in what is written about a batch of several messages', async () => {
    const send = (text: string) => services[1]!.work.publish(noted, text, { correlationId: 'update-9' });
    await Promise.all([send('poison'), send('fine')]);
    await empty();
    expect(lines.map(({ text }) => text).join('\n')).toMatch(/A batch of 2 failed and is run one by one/);
    expect(lines.filter(({ id }) => id !== 'update-9')).toEqual([]);
  });

  it('stands in the line about a message that does not fit its contract', async () => {
    const loose: EventContract<unknown> = { ...noted, payload: z.unknown() };
    await services[1]!.work.publish(loose, 7, { correlationId: 'update-10' });
    await empty();
    expect(lines).toEqual([
      { id: 'update-10', text: expect.stringMatching(/is a dead letter .*invalid-payload/) },
    ]);
  });
});
