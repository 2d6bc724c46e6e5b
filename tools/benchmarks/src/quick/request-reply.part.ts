import { Controller, Logger, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type AsyncMicroserviceOptions,
  ClientProxyFactory,
  MessagePattern,
  Payload,
  Transport,
  type ClientProxy,
} from '@nestjs/microservices';
import {
  defineQueue,
  MessagingModule,
  RequestHandler,
  WorkBus,
  WorkServer,
  type RequestContract,
} from '@analyticbot/messaging';
import { compare, speedUp } from '../harness/compare.js';
import type { Servers } from '../harness/servers.js';
import { rounds, type Part } from './part.js';

interface Question {
  readonly channelId: string;
  readonly days: number;
}

const schema = { parse: (value: unknown) => value as Question };
const queue = defineQueue({ name: 'benchmark.requests', prefetch: 64 });
const question: RequestContract<Question, Question> = {
  ...{ kind: 'request', pattern: 'benchmark.echo', version: 1, queue: queue.name },
  ...{ timeoutMs: 10_000, request: schema, reply: schema, errors: [] },
};

@Controller()
class WorkEcho {
  @RequestHandler(question)
  echo(@Payload() asked: Question): Question {
    return asked;
  }
}

@Controller()
class StockEcho {
  @MessagePattern('benchmark.echo')
  echo(@Payload() asked: Question): Question {
    return asked;
  }
}

@Module({ controllers: [StockEcho] })
class StockModule {}

/** A request and its reply with 50 callers: work queues over Redis Streams, and Nest's own Redis transport. */
export const requestReplyPart: Part = async (servers) => {
  Logger.overrideLogger(false);
  const ours = await startOurs(servers);
  const stock = await startStock(servers);
  const bus = ours.get(WorkBus);
  const asked = { channelId: '-1001', days: 30 };
  try {
    const sides = await compare(
      [
        { name: 'Nest, Redis transport', operation: () => answerOf(stock.client, asked) },
        { name: 'work queue', operation: () => bus.request(question, asked) },
      ],
      { rounds, concurrency: 50, operations: 3_000 },
    );
    const ratio = speedUp(sides, 'Nest, Redis transport', 'work queue');
    return [{ id: 'request-reply-over-nest-redis', ratio, sides }];
  } finally {
    await stock.client.close();
    await stock.server.close();
    await ours.close();
  }
};

async function startOurs({ redisUrl }: Servers) {
  @Module({
    imports: [
      MessagingModule.forRoot({
        ...{ redisUrl, service: 'benchmark', replicaId: 'one', queues: [queue] },
        contracts: [question as RequestContract<unknown, unknown>],
      }),
    ],
    controllers: [WorkEcho],
  })
  class OurModule {}
  // The strategy is a provider of the application itself, so it is looked up there.
  const app = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(OurModule, {
    ...{ inject: [WorkServer], useFactory: (strategy: WorkServer) => ({ strategy }) },
    ...{ logger: false, abortOnError: false },
  });
  await app.listen();
  return app;
}

async function startStock({
  redisUrl,
}: Servers): Promise<{ server: INestMicroservice; client: ClientProxy }> {
  const { hostname, port } = new URL(redisUrl);
  const options = { host: hostname, port: Number(port) };
  const server = await NestFactory.createMicroservice(StockModule, {
    ...{ transport: Transport.REDIS, options, logger: false, abortOnError: false },
  });
  await server.listen();
  const client = ClientProxyFactory.create({ transport: Transport.REDIS, options });
  await client.connect();
  return { server, client };
}

function answerOf(client: ClientProxy, asked: Question): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.send<unknown>('benchmark.echo', asked).subscribe({ next: resolve, error: reject });
  });
}
