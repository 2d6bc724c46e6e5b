import { randomUUID } from 'node:crypto';
import { Controller, Module, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AsyncMicroserviceOptions, Payload } from '@nestjs/microservices';
import {
  defineQueue,
  type ConsumedContract,
  MessagingModule,
  type QueueDefinition,
  RequestHandler,
  type RequestContract,
  WorkBus,
  WorkServer,
} from '@analyticbot/messaging';
import { z } from 'zod';
import { defaultTimeoutMs, type Kind, type Question } from './kind.js';

const questionSchema = z.object({ channelId: z.string(), days: z.number() });

/** The work queue as the services use it: contracts with zod schemas, parsed at both ends. */
export const workQueue: Kind = {
  async answer(redisUrl, name, onExecution) {
    const contract = contractOf(name);

    @Controller()
    class Echo {
      @RequestHandler(contract)
      echo(@Payload() question: Question): Question {
        onExecution();
        return question;
      }
    }
    const app = await startWork(
      redisUrl,
      queueOf(name),
      [contract as RequestContract<unknown, unknown>],
      [Echo],
    );
    await app.listen();
  },

  async caller(redisUrl, name, timeoutMs = defaultTimeoutMs) {
    const app = await startWork(redisUrl, queueOf(name), [], []);
    const contract = contractOf(name);
    const bus = app.get(WorkBus);
    return { ask: (question) => bus.request(contract, question, { timeoutMs }), close: () => app.close() };
  },
};

/** A Nest microservice on one queue; `listen()` begins to consume. */
export async function startWork(
  redisUrl: string,
  queue: QueueDefinition,
  contracts: readonly ConsumedContract[],
  controllers: Type[],
): Promise<INestMicroservice> {
  @Module({
    imports: [
      MessagingModule.forRoot({
        ...{ redisUrl, service: 'benchmark', replicaId: randomUUID(), queues: [queue], contracts },
      }),
    ],
    controllers,
  })
  class WorkModule {}
  return NestFactory.createMicroservice<AsyncMicroserviceOptions>(WorkModule, {
    ...{ inject: [WorkServer], useFactory: (strategy: WorkServer) => ({ strategy }) },
    ...{ logger: false, abortOnError: false },
  });
}

function queueOf(name: string): QueueDefinition {
  return defineQueue({ name, prefetch: 64 });
}

function contractOf(name: string): RequestContract<Question, Question> {
  return {
    ...{ kind: 'request', pattern: `${name}.echo`, version: 1, queue: name, timeoutMs: defaultTimeoutMs },
    ...{ request: questionSchema, reply: questionSchema, errors: [] },
  };
}
