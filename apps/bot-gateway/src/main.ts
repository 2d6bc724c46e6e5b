import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { gatewayConfig, readConfig } from '@analyticbot/config';
import { connectMessaging, currentCorrelationId } from '@analyticbot/messaging';
import { HttpMetrics, runService } from '@analyticbot/observability';
import { GatewayModule } from './gateway.module.js';
import { UpdateIntake } from './intake/update-intake.js';
import { webhookPath, webhookRoute } from './intake/webhook.route.js';

await runService({ service: 'bot-gateway', version: '0.1.0' }, async (service) => {
  const config = readConfig(gatewayConfig);
  const context = () => ({ correlationId: currentCorrelationId() });
  const logger = service.logger({ level: config.LOG_LEVEL, context });
  const module = GatewayModule.forRoot(config, service.identity);
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger,
    abortOnError: false,
  });
  const server = app.getHttpAdapter().getInstance();
  app.get(HttpMetrics).register(server);
  const intake = app.get(UpdateIntake, { strict: false });
  await server.register(webhookRoute, {
    path: webhookPath(config),
    secret: config.WEBHOOK_SECRET,
    intake,
    logger,
  });
  connectMessaging(app);
  await app.startAllMicroservices();
  await app.listen(config.PORT, config.LISTEN_ADDRESS);
  return app;
});
