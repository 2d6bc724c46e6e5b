import type { INestApplication, Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  EffectLedger,
  MessagingModule,
  type MessagingOptions,
  NewsBus,
  QueueInspector,
  WorkBus,
  connectMessaging,
} from '../index.js';

/** One service process, as far as tests can tell. */
export interface TestApp {
  readonly app: INestApplication;
  readonly work: WorkBus;
  readonly news: NewsBus;
  readonly ledger: EffectLedger;
  readonly inspector: QueueInspector;
  close(): Promise<void>;
}

type Settings = Pick<MessagingOptions, 'redisUrl' | 'queues'> & Partial<MessagingOptions>;

let replicas = 0;

/** Starts an app with these controllers; every call is a replica of its own. */
export async function startApp(settings: Settings, controllers: Type[] = []): Promise<TestApp> {
  replicas += 1;
  const options: MessagingOptions = {
    service: 'test',
    replicaId: `replica-${replicas}`,
    drainMs: 2_000,
    ...settings,
  };
  const compiled = await Test.createTestingModule({
    imports: [MessagingModule.forRoot(options)],
    controllers,
  }).compile();
  const app = compiled.createNestApplication(new FastifyAdapter(), { logger: false });
  try {
    connectMessaging(app);
    await app.startAllMicroservices();
    await app.init();
  } catch (error) {
    await app.close();
    throw error;
  }
  return {
    app,
    work: app.get(WorkBus),
    news: app.get(NewsBus),
    ledger: app.get(EffectLedger),
    inspector: app.get(QueueInspector),
    close: () => app.close(),
  };
}

/** A promise and what settles it. */
export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
