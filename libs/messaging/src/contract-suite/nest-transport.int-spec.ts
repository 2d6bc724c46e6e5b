import { ClientProxyFactory, EventPattern, MessagePattern, Transport } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { startTestRedis } from '@analyticbot/testing';
import { defineQueue, WORK_TRANSPORT, WorkClient } from '../index.js';
import { startApp } from '../testing/test-app.contract.js';
import { describeNestTransport, suiteController } from './nest-transport.contract.js';

describeNestTransport("Nest's stock Redis transport", async () => {
  const redis = await startTestRedis();
  const options = { host: '127.0.0.1', port: redis.port };
  const controller = suiteController({
    message: (pattern) => MessagePattern(pattern, Transport.REDIS),
    event: (pattern) => EventPattern(pattern, Transport.REDIS) as MethodDecorator,
  });
  const compiled = await Test.createTestingModule({ controllers: [controller] }).compile();
  const app = compiled.createNestMicroservice({ transport: Transport.REDIS, options, logger: false });
  await app.listen();
  const client = ClientProxyFactory.create({ transport: Transport.REDIS, options });
  return {
    client,
    send: (pattern, data) => client.send(pattern, data),
    emit: (pattern, data) => client.emit(pattern, data),
    stop: async () => {
      await client.close();
      await app.close();
      await redis.stop();
    },
  };
});

describeNestTransport('the work transport', async () => {
  const redis = await startTestRedis();
  const tools = defineQueue({ name: 'tools' });
  const controller = suiteController({
    message: (pattern) => MessagePattern(pattern, WORK_TRANSPORT, { queue: tools.name }),
    event: (pattern) => EventPattern(pattern, WORK_TRANSPORT, { queue: tools.name }) as MethodDecorator,
  });
  const app = await startApp({ redisUrl: redis.url, queues: [tools] }, [controller]);
  const client = app.app.get(WorkClient);
  return {
    client,
    send: (pattern, data) => client.send({ queue: tools.name, pattern }, data),
    emit: (pattern, data) => client.emit({ queue: tools.name, pattern }, data),
    stop: async () => {
      await app.close();
      await redis.stop();
    },
  };
});
