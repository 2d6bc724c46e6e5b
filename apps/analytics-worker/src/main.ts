import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig, workerConfig } from '@analyticbot/config';
import { connectMessaging, currentCorrelationId } from '@analyticbot/messaging';
import { HttpMetrics, runService } from '@analyticbot/observability';
import { WorkerModule } from './worker.module.js';

await runService({ service: 'analytics-worker', version: '0.1.0' }, async (service) => {
  const config = readConfig(workerConfig);
  const context = () => ({ correlationId: currentCorrelationId() });
  const logger = service.logger({ level: config.LOG_LEVEL, context });
  const module = WorkerModule.forRoot(config, service.identity);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger,
    abortOnError: false,
  });
  app.get(HttpMetrics).register(app.getHttpAdapter().getInstance());
  connectMessaging(app);
  await app.startAllMicroservices();
  await app.listen(config.PORT, config.LISTEN_ADDRESS);
  return app;
});
