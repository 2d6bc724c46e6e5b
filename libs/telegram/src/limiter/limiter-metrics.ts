import { Counter, Gauge, Histogram, register } from 'prom-client';
import type { Lane } from './lanes.js';
import type { LimiterStats } from './limiter-stats.js';

function histogram(): Histogram<'lane'> {
  const name = 'telegram_limiter_wait_seconds';
  return (
    (register.getSingleMetric(name) as Histogram<'lane'> | undefined) ??
    new Histogram({
      name,
      help: 'How long calls to Telegram waited for their turn; its count is the number of slots granted.',
      labelNames: ['lane'],
      buckets: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    })
  );
}

function counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
  const found = register.getSingleMetric(name) as Counter<T> | undefined;
  return found ?? new Counter({ name, help, labelNames });
}

/** The limiter whose state the gauges show: a process has one. */
let shown: (() => LimiterStats) | undefined;

function gauge(name: string, help: string, value: (stats: LimiterStats) => number): void {
  if (register.getSingleMetric(name) !== undefined) return;
  new Gauge({
    name,
    help,
    collect() {
      this.set(shown === undefined ? 0 : value(shown()));
    },
  });
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
  private readonly shared = counter(
    'telegram_calls_shared_total',
    'Questions answered by an equal one that was already on its way.',
    ['method'],
  );

  constructor() {
    // A series that is absent can't be told from a service that is down.
    this.refusals.inc(0);
  }

  /** Has the gauges show this limiter: what is left of the token's budget, who waits, how long it is held. */
  show(stats: () => LimiterStats): void {
    shown = stats;
    gauge(
      'telegram_limiter_budget_left',
      'Calls the token could still make in the current second, all replicas together.',
      ({ budgetLeft }) => budgetLeft,
    );
    gauge('telegram_limiter_waiting', 'Calls that wait for their turn.', ({ waiting }) => waiting);
    gauge(
      'telegram_limiter_held_seconds',
      'How much longer nothing may leave after a 429.',
      ({ heldForMs }) => heldForMs / 1000,
    );
    gauge(
      'telegram_limiter_local',
      '1 while Redis is away and the replica keeps to a share of its own.',
      ({ local }) => local,
    );
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

  /** A question was answered by an equal one. `method` must come from a closed set. */
  joined(method: string): void {
    this.shared.inc({ method });
  }
}
