import { type DynamicModule, Module } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { register } from 'prom-client';

/** What `MetricsModule.forRoot` takes. */
export interface MetricsModuleOptions {
  /** The label `service` of every metric of this process. */
  readonly service: string;
  /** @default '/metrics' */
  readonly path?: string;
}

/** `GET /metrics` for Prometheus: Node's default metrics and all of prom-client's default registry. */
@Module({})
export class MetricsModule {
  /** Import once, in the root module. */
  static forRoot(options: MetricsModuleOptions): DynamicModule {
    // The default metrics can be collected only once in a process; a second application shares them.
    const collected = register.getSingleMetric('process_cpu_user_seconds_total') !== undefined;
    return {
      module: MetricsModule,
      imports: [
        PrometheusModule.register({
          path: options.path ?? '/metrics',
          defaultMetrics: { enabled: !collected },
          defaultLabels: { service: options.service },
        }),
      ],
    };
  }
}
