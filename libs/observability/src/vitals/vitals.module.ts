import {
  ConfigurableModuleBuilder,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import type { Redis } from 'ioredis';
import { HeartbeatWriter } from '../heartbeats/heartbeat-writer.js';
import { HttpMetrics } from '../metrics/http-metrics.js';
import { RuntimeStats } from '../metrics/runtime-stats.js';

/** Who this replica is, and where its heartbeat goes. */
export interface VitalsOptions {
  readonly redis: Redis;
  readonly service: string;
  readonly replicaId: string;
  readonly version: string;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<VitalsOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition, extras) => ({ ...definition, global: extras.isGlobal }))
  .build();

/**
 * A replica's signs of life: `HeartbeatWriter`, `RuntimeStats` and `HttpMetrics`, started with the application and ended with
 * it. The sections `runtime` and `http` are there; add others with `HeartbeatWriter.section` before the start.
 */
@Module({
  providers: [
    { provide: RuntimeStats, useFactory: () => new RuntimeStats() },
    { provide: HttpMetrics, useFactory: () => new HttpMetrics() },
    {
      provide: HeartbeatWriter,
      inject: [MODULE_OPTIONS_TOKEN, RuntimeStats, HttpMetrics],
      useFactory: (options: VitalsOptions, runtime: RuntimeStats, http: HttpMetrics) =>
        new HeartbeatWriter(options)
          .section('runtime', () => runtime.snapshot())
          .section('http', () => http.snapshot()),
    },
  ],
  exports: [RuntimeStats, HttpMetrics, HeartbeatWriter],
})
export class VitalsModule
  extends ConfigurableModuleClass
  implements OnApplicationBootstrap, BeforeApplicationShutdown
{
  constructor(
    @Inject(RuntimeStats) private readonly runtime: RuntimeStats,
    @Inject(HeartbeatWriter) private readonly heartbeat: HeartbeatWriter,
  ) {
    super();
  }

  /** Begins to beat once the application is complete. */
  async onApplicationBootstrap(): Promise<void> {
    this.runtime.start();
    await this.heartbeat.start();
  }

  /** Takes the replica off the list while Redis is still connected. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.heartbeat.stop();
    this.runtime.stop();
  }
}
