import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { monitorConfig, readConfig } from '@analyticbot/config';
import { HttpMetrics, runService } from '@analyticbot/observability';
import { MonitorModule } from './monitor.module.js';

await runService({ service: 'performance-monitor', version: '0.1.0' }, async (service) => {
  const config = readConfig(monitorConfig);
  const logger = service.logger({ level: config.LOG_LEVEL });
  const module = MonitorModule.forRoot(config, service.identity);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger,
    abortOnError: false,
  });
  app.get(HttpMetrics).register(app.getHttpAdapter().getInstance());
  await app.listen(config.PORT, config.LISTEN_ADDRESS);
  return app;
});
