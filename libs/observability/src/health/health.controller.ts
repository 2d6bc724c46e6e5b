import { Controller, Get, Header, Inject } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { type Indicator, runIndicator } from './health-indicators.js';
import { HEALTH_OPTIONS, type HealthModuleOptions } from './health.options.js';

/** 200 with `status: "ok"` when all is well, 503 with `status: "error"` and the reasons when not. */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly results: HealthIndicatorService,
    @Inject(HEALTH_OPTIONS) private readonly options: HealthModuleOptions,
  ) {}

  /** Every indicator, for people and the monitor. */
  @Get()
  @Header('Cache-Control', 'no-store')
  full() {
    return this.run(() => true);
  }

  /** Should the replica be restarted? Without liveness indicators: it answers, so it lives. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live() {
    return this.run((indicator) => indicator.liveness ?? false);
  }

  /** Should the replica get traffic? */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  ready() {
    return this.run((indicator) => indicator.readiness ?? true);
  }

  private run(wanted: (indicator: Indicator) => boolean) {
    return this.health.check(
      this.options.indicators.filter(wanted).map((indicator) => () => this.check(indicator)),
    );
  }

  private async check(indicator: Indicator): Promise<HealthIndicatorResult> {
    const result = this.results.check(indicator.name);
    try {
      return result.up((await runIndicator(indicator)) ?? {});
    } catch (error) {
      return result.down({ message: (error as Error).message });
    }
  }
}
