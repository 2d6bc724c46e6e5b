import { Counter, Gauge, Histogram, register } from 'prom-client';

function counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
  const existing = register.getSingleMetric(name) as Counter<L> | undefined;
  return existing ?? new Counter({ name, help, labelNames: [...labelNames] });
}

function gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
  const existing = register.getSingleMetric(name) as Gauge<L> | undefined;
  return existing ?? new Gauge({ name, help, labelNames: [...labelNames] });
}

function histogram<L extends string>(name: string, help: string, labelNames: readonly L[]): Histogram<L> {
  const existing = register.getSingleMetric(name) as Histogram<L> | undefined;
  const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
  return existing ?? new Histogram({ name, help, labelNames: [...labelNames], buckets });
}

/** What happened to messages of one queue in this process since it started. */
export interface QueueTotals {
  handled: number;
  failed: number;
}

const byPattern = ['queue', 'pattern'] as const;
const byQueue = ['queue'] as const;

/**
 * Counts what this process sends and handles, on prom-client's default registry. Several instances in one process
 * share the metrics. Label values are names of queues and patterns that code declares, never what a message claims.
 */
export class MessagingMetrics {
  private readonly sentTotal = counter(
    'messaging_messages_sent_total',
    'Messages appended to a queue.',
    byPattern,
  );
  private readonly handledTotal = counter(
    'messaging_messages_handled_total',
    'Messages whose handler succeeded, or whose failure was the answer.',
    byPattern,
  );
  private readonly failedTotal = counter(
    'messaging_messages_failed_total',
    'Runs of a handler that failed.',
    byPattern,
  );
  private readonly retriedTotal = counter(
    'messaging_messages_retried_total',
    'Messages set to be run again.',
    byPattern,
  );
  private readonly deadTotal = counter(
    'messaging_messages_dead_total',
    'Messages that became dead letters.',
    byPattern,
  );
  private readonly reclaimedTotal = counter(
    'messaging_reclaimed_total',
    'Messages taken over from a consumer that went silent.',
    byQueue,
  );
  private readonly handlerSeconds = histogram(
    'messaging_handler_seconds',
    'How long handlers run.',
    byPattern,
  );
  private readonly queueSeconds = histogram(
    'messaging_time_in_queue_seconds',
    'From being appended to the first run.',
    byPattern,
  );
  private readonly backlog = gauge(
    'messaging_queue_backlog',
    'Unprocessed messages, in hand or waiting.',
    byQueue,
  );
  private readonly oldestAge = gauge(
    'messaging_queue_oldest_age_seconds',
    'Age of the oldest unprocessed message; 0 when there is none.',
    byQueue,
  );
  private readonly inFlight = gauge('messaging_in_flight', 'Messages this process has in hand.', byQueue);
  private readonly totals = new Map<string, QueueTotals>();

  constructor(queues: readonly string[]) {
    for (const queue of queues) {
      this.totals.set(queue, { handled: 0, failed: 0 });
      this.reclaimedTotal.inc({ queue }, 0);
    }
  }

  /** One message was appended. */
  sent(queue: string, pattern: string): void {
    this.sentTotal.inc(this.labels(queue, pattern));
  }

  /** One message is done after `seconds` in its handler. */
  handled(queue: string, pattern: string, seconds: number, count = 1): void {
    this.handledTotal.inc(this.labels(queue, pattern), count);
    this.handlerSeconds.observe(this.labels(queue, pattern), seconds);
    this.of(queue).handled += count;
  }

  /** One run failed. */
  failed(queue: string, pattern: string): void {
    this.failedTotal.inc(this.labels(queue, pattern));
    this.of(queue).failed += 1;
  }

  /** One message waits for its next run. */
  retried(queue: string, pattern: string): void {
    this.retriedTotal.inc(this.labels(queue, pattern));
  }

  /** One message became a dead letter. */
  dead(queue: string, pattern: string): void {
    this.deadTotal.inc(this.labels(queue, pattern));
  }

  /** One message was taken over from another consumer. */
  reclaimed(queue: string): void {
    this.reclaimedTotal.inc({ queue });
  }

  /** A message is run for the first time, `ms` after it was appended. */
  waited(queue: string, pattern: string, ms: number): void {
    this.queueSeconds.observe(this.labels(queue, pattern), Math.max(0, ms) / 1_000);
  }

  /** How many messages of the queue this process has in hand. */
  setInFlight(queue: string, count: number): void {
    this.inFlight.set({ queue }, count);
  }

  /** What was last read of the queue. Undefined, when Redis could not be asked, removes the figures. */
  setQueue(queue: string, figures: { backlog: number; oldestAgeMs: number } | undefined): void {
    if (!figures) {
      this.backlog.remove({ queue });
      this.oldestAge.remove({ queue });
      return;
    }
    this.backlog.set({ queue }, figures.backlog);
    this.oldestAge.set({ queue }, figures.oldestAgeMs / 1_000);
  }

  /** Totals of one queue since the process started. */
  of(queue: string): QueueTotals {
    const known = this.totals.get(queue) ?? { handled: 0, failed: 0 };
    this.totals.set(queue, known);
    return known;
  }

  private labels(queue: string, pattern: string): { queue: string; pattern: string } {
    return {
      queue: this.totals.has(queue) ? queue : 'other',
      pattern,
    };
  }
}
