import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { Gauge } from 'prom-client';
import { ownMetric } from './own-metric.js';

/** How the process does: bytes, seconds, and CPU as cores in use (1 = one core busy all the time). */
export interface RuntimeSnapshot {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  readonly eventLoopLagP50Seconds: number;
  readonly eventLoopLagP99Seconds: number;
  readonly cpuCores: number;
  readonly uptimeSeconds: number;
}

interface Sample {
  readonly lagP50: number;
  readonly lagP99: number;
  readonly cpuCores: number;
}

const resolutionMs = 10;
const nanos = 1e9;
const idle: Sample = { lagP50: 0, lagP99: 0, cpuCores: 0 };

/**
 * Watches memory, CPU and the event loop's lag. Lag and CPU are those of the last whole window, so that readers don't
 * disturb each other. Gauges: `event_loop_lag_p50_seconds`, `event_loop_lag_p99_seconds`, `process_cpu_cores`.
 */
export class RuntimeStats {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs });
  private timer: NodeJS.Timeout | undefined;
  private cpu = process.cpuUsage();
  private windowStart = process.hrtime.bigint();
  private last: Sample | undefined;

  /** @param windowMs how long a window lasts */
  constructor(private readonly windowMs = 5_000) {}

  /** Begins to watch; call `stop` at shutdown. The timer doesn't keep the process alive. */
  start(): this {
    if (this.timer !== undefined) return this;
    this.delay.enable();
    this.timer = setInterval(() => this.closeWindow(), this.windowMs).unref();
    this.gauge('event_loop_lag_p50_seconds', 'Median lag of the event loop.', (now) => now.lagP50);
    this.gauge('event_loop_lag_p99_seconds', 'Lag that 99 % stay below.', (now) => now.lagP99);
    this.gauge('process_cpu_cores', 'CPU seconds a second of this process.', (now) => now.cpuCores);
    return this;
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.delay.disable();
  }

  snapshot(): RuntimeSnapshot {
    const memory = process.memoryUsage();
    const sample = this.latest();
    return {
      rssBytes: memory.rss,
      heapUsedBytes: memory.heapUsed,
      heapTotalBytes: memory.heapTotal,
      externalBytes: memory.external,
      eventLoopLagP50Seconds: sample.lagP50,
      eventLoopLagP99Seconds: sample.lagP99,
      cpuCores: sample.cpuCores,
      uptimeSeconds: process.uptime(),
    };
  }

  /** Until the first window is over, what was seen so far. */
  private latest(): Sample {
    return this.last ?? this.sample();
  }

  private sample(): Sample {
    const seconds = Number(process.hrtime.bigint() - this.windowStart) / nanos;
    const used = process.cpuUsage(this.cpu);
    if (this.delay.count === 0) return idle;
    // The histogram holds the whole interval between two ticks of its timer; lag is what exceeds it.
    const lag = (percentile: number) =>
      Math.max(0, this.delay.percentile(percentile) / nanos - resolutionMs / 1000);
    return {
      lagP50: lag(50),
      lagP99: lag(99),
      cpuCores: seconds > 0 ? (used.user + used.system) / 1e6 / seconds : 0,
    };
  }

  private closeWindow(): void {
    this.last = this.sample();
    this.delay.reset();
    this.cpu = process.cpuUsage();
    this.windowStart = process.hrtime.bigint();
  }

  private gauge(name: string, help: string, read: (sample: Sample) => number): void {
    const latest = () => read(this.latest());
    ownMetric(
      name,
      () =>
        new Gauge({
          name,
          help,
          collect() {
            this.set(latest());
          },
        }),
    );
  }
}
