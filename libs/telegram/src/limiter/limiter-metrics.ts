import { Counter, Histogram, register } from 'prom-client';
import type { Lane } from './lanes.js';

function histogram(): Histogram<'lane'> {
  const name = 'telegram_limiter_wait_seconds';
  return (
    (register.getSingleMetric(name) as Histogram<'lane'> | undefined) ??
    new Histogram({
      name,
      help: 'How long calls to Telegram waited for their turn.',
      labelNames: ['lane'],
      buckets: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    })
  );
}

function counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
  const found = register.getSingleMetric(name) as Counter<T> | undefined;
  return found ?? new Counter({ name, help, labelNames });
}

/** How a call to Telegram ended. */
export type CallResult = 'ok' | 'refused' | 'rate_limited' | 'unavailable' | 'deadline' | 'aborted';

/** The limiter's and client's metrics in the default registry: made once a process, however many clients there are. */
export class TelegramMetrics {
  private readonly waits = histogram();
  private readonly calls = counter(
    'telegram_calls_total',
    'Calls to Telegram by method and how they ended.',
    ['method', 'result'],
  );
  private readonly refusals = counter('telegram_429_total', 'Calls that Telegram refused with 429.', []);

  constructor() {
    // A series that is absent can't be told from a service that is down.
    this.refusals.inc(0);
  }

  /** A call got its slot after `ms`. */
  waited(lane: Lane, ms: number): void {
    this.waits.observe({ lane }, ms / 1000);
  }

  /** A call ended. `method` must come from a closed set. */
  called(method: string, result: CallResult): void {
    this.calls.inc({ method, result });
    if (result === 'rate_limited') this.refusals.inc();
  }
}
