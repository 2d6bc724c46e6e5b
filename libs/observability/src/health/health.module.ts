import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';
import { HEALTH_OPTIONS, type HealthModuleOptions } from './health.options.js';

const { ConfigurableModuleClass } = new ConfigurableModuleBuilder<HealthModuleOptions>({
  optionsInjectionToken: HEALTH_OPTIONS,
})
  .setClassMethodName('forRoot')
  .build();

/** `GET /health`, `/health/live` and `/health/ready` over the indicators given. */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
})
export class HealthModule extends ConfigurableModuleClass {}
