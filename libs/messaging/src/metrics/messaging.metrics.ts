import type { WorkContract } from '../contract/contract.js';
import { beforeRead, counter, gauge } from './registered.js';
import { MessageCounter } from './message-counter.js';
import { SecondsHistogram } from './seconds-histogram.js';

/** What happened to messages of one queue in this process since it started. */
export interface QueueTotals {
  handled: number;
  failed: number;
}

const byQueue = ['queue'] as const;
/** Stands for every name that no code here declares. */
const other = 'other';

/**
 * Counts what this process sends and handles, on prom-client's default registry. Several instances in one process
 * share the metrics. Label values are names of queues and patterns that code declares, never what a message claims.
 */
export class MessagingMetrics {
  private readonly sentTotal = new MessageCounter(
    'messaging_messages_sent_total',
    'Messages appended to a queue.',
  );
  private readonly handledTotal = new MessageCounter(
    'messaging_messages_handled_total',
    'Messages whose handler succeeded, or whose failure was the answer.',
  );
  private readonly failedTotal = new MessageCounter(
    'messaging_messages_failed_total',
    'Runs of a handler that failed.',
  );
  private readonly retriedTotal = new MessageCounter(
    'messaging_messages_retried_total',
    'Messages set to be run again.',
  );
  private readonly deadTotal = new MessageCounter(
    'messaging_messages_dead_total',
    'Messages that became dead letters.',
  );
  private readonly reclaimedTotal = counter(
    'messaging_reclaimed_total',
    'Messages taken over from a consumer that went silent.',
    byQueue,
  );
  private readonly handlerSeconds = SecondsHistogram.named(
    'messaging_handler_seconds',
    'How long handlers run.',
  );
  private readonly queueSeconds = SecondsHistogram.named(
    'messaging_time_in_queue_seconds',
    'From being appended to the first run.',
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

  /** @param sends what this process may send: its counters exist from the start */
  constructor(queues: readonly string[], sends: readonly Pick<WorkContract, 'queue' | 'pattern'>[] = []) {
    for (const queue of queues) {
      this.totals.set(queue, { handled: 0, failed: 0 });
      this.reclaimedTotal.inc({ queue }, 0);
    }
    for (const { queue, pattern } of sends) this.sentTotal.declare(this.known(queue), pattern);
  }

  /** Has the series of a pattern that this process handles exist from the start, with 0 while nothing happens. */
  declareHandled(queue: string, pattern: string): void {
    for (const name of [pattern, other]) {
      for (const total of [this.handledTotal, this.failedTotal, this.retriedTotal, this.deadTotal]) {
        total.declare(this.known(queue), name);
      }
    }
    this.handlerSeconds.cell(this.known(queue), pattern);
    this.queueSeconds.cell(this.known(queue), pattern);
  }

  /** Hands over what was counted and lets go of the registry. */
  close(): void {
    for (const total of [
      this.sentTotal,
      this.handledTotal,
      this.failedTotal,
      this.retriedTotal,
      this.deadTotal,
    ]) {
      total.close();
    }
  }

  /** One message was appended. */
  sent(queue: string, pattern: string): void {
    this.sentTotal.add(this.known(queue), pattern);
  }

  /** Messages are done after `seconds` in their handler. */
  handled(queue: string, pattern: string, seconds: number, count = 1): void {
    this.handledTotal.add(this.known(queue), pattern, count);
    this.handlerSeconds.observe(this.known(queue), pattern, seconds);
    this.of(queue).handled += count;
  }

  /** One run failed. */
  failed(queue: string, pattern: string): void {
    this.failedTotal.add(this.known(queue), pattern);
    this.of(queue).failed += 1;
  }

  /** One message waits for its next run. */
  retried(queue: string, pattern: string): void {
    this.retriedTotal.add(this.known(queue), pattern);
  }

  /** One message became a dead letter. */
  dead(queue: string, pattern: string): void {
    this.deadTotal.add(this.known(queue), pattern);
  }

  /** One message was taken over from another consumer. */
  reclaimed(queue: string): void {
    this.reclaimedTotal.inc({ queue });
  }

  /** A message is run for the first time, `ms` after it was appended. */
  waited(queue: string, pattern: string, ms: number): void {
    this.queueSeconds.observe(this.known(queue), pattern, Math.max(0, ms) / 1_000);
  }

  /** Says where the number of messages in hand comes from, until the returned function is called. */
  watchInFlight(queue: string, inFlight: () => number): () => void {
    return beforeRead(this.inFlight, () => this.inFlight.set({ queue }, inFlight()));
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

  private known(queue: string): string {
    return this.totals.has(queue) ? queue : other;
  }
}
