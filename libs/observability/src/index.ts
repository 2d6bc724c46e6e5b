export {
  createLogger,
  type LoggerOptions,
  type LogLevel,
  type StructuredLogger,
} from './logging/create-logger.js';
export { redactText, REDACTED } from './logging/redact.js';
export { errorFields, type ErrorFields } from './logging/error-fields.js';

export { MetricsModule, type MetricsModuleOptions } from './metrics/metrics.module.js';
export {
  HttpMetrics,
  type HookedServer,
  type HttpMetricsOptions,
  type MeasuredReply,
  type MeasuredRequest,
} from './metrics/http-metrics.js';
export { RollingQuantiles, type QuantileSnapshot } from './metrics/rolling-quantiles.js';
export { RuntimeStats, type RuntimeSnapshot } from './metrics/runtime-stats.js';

export { type Heartbeat, heartbeatSchema } from './heartbeats/heartbeat.schema.js';
export {
  HeartbeatWriter,
  type HeartbeatWriterOptions,
  type SectionProvider,
} from './heartbeats/heartbeat-writer.js';
export {
  HeartbeatReader,
  type HeartbeatReaderOptions,
  type HeartbeatReading,
} from './heartbeats/heartbeat-reader.js';

export { HealthModule } from './health/health.module.js';
export { type HealthModuleOptions } from './health/health.options.js';
export {
  checkIndicator,
  eventLoopIndicator,
  type Indicator,
  type IndicatorSettings,
  predicateIndicator,
  redisIndicator,
  UnhealthyError,
} from './health/health-indicators.js';

export { fatalStart, type Exit } from './process/fatal-start.js';
export { installProcessGuards } from './process/process-guards.js';
export { runService, type ServiceIdentity, type ServiceProcess } from './process/run-service.js';
export { installShutdown, type ShutdownOptions } from './process/shutdown.js';
export { DeadlineError, within } from './process/within.js';

export { VitalsModule, type VitalsOptions } from './vitals/vitals.module.js';
