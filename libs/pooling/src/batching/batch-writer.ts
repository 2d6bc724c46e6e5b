import type { Queryable } from '../database/connection.js';
import { resolveBatchOptions, type BatchWriterOptions, type BatchWriterStats } from './batch-options.js';
import { BatchClosedError, BatchFullError } from './batch.errors.js';
import { writeRows } from './write-rows.js';

interface Waiting<Row> {
  readonly row: Row;
  readonly settle: (failure: Error | null) => void;
}

/**
 * Collects single rows of many callers into batches. A batch leaves when it is full or its oldest row has waited
 * `maxDelayMs`. Each caller learns the outcome of its own row, after the commit.
 */
export class BatchWriter<Row extends object> {
  private readonly options: ReturnType<typeof resolveBatchOptions<Row>>;
  private queue: Waiting<Row>[] = [];
  private readonly running = new Set<Promise<void>>();
  private roomWaiters: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing = false;
  private stopped = false;
  private inFlight = 0;
  private readonly counters = { batches: 0, written: 0, duplicates: 0, failed: 0, retried: 0 };

  constructor(
    private readonly database: Queryable,
    options: BatchWriterOptions<Row>,
  ) {
    this.options = resolveBatchOptions(options);
  }

  /**
   * Resolves once the row is committed. Rejects with `BatchRowError` (the row is bad), `BatchFailedError` (the database is
   * in trouble), `BatchFullError` (await `ready()` first) or `BatchClosedError`.
   */
  write(row: Row): Promise<void> {
    const { table } = this.options.spec;
    if (this.stopped) return Promise.reject(new BatchClosedError(table));
    if (this.pending >= this.options.maxPending)
      return Promise.reject(new BatchFullError(table, this.pending));
    return new Promise((resolve, reject) => {
      this.queue.push({ row, settle: (failure) => (failure ? reject(failure) : resolve()) });
      this.pump();
    });
  }

  /** Resolves when there is room for more rows: at once while less than `maxPending` wait. */
  async ready(): Promise<void> {
    while (this.pending >= this.options.maxPending && !this.stopped) {
      await new Promise<void>((resolve) => this.roomWaiters.push(resolve));
    }
  }

  /** Sends everything that waits and resolves when all of it is settled. */
  async flush(): Promise<void> {
    this.flushing = true;
    try {
      while (this.pending > 0) {
        this.pump();
        await Promise.race(this.running);
      }
    } finally {
      this.flushing = false;
    }
  }

  /** Takes no more rows and flushes. Call it before the pool closes. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.flush();
  }

  /** Counters for logs and tests. */
  stats(): BatchWriterStats {
    return { pending: this.pending, ...this.counters };
  }

  private get pending(): number {
    return this.queue.length + this.inFlight;
  }

  /** Starts as many batches as may run now; leaves a timer for a batch that is not full yet. */
  private pump(): void {
    const { maxRows, concurrency, maxDelayMs } = this.options;
    while (this.running.size < concurrency && this.queue.length > 0) {
      if (this.queue.length < maxRows && !this.flushing) break;
      this.start(this.queue.splice(0, maxRows));
    }
    if (this.queue.length === 0) {
      clearTimeout(this.timer);
      this.timer = undefined;
    }
    if (this.queue.length === 0 || this.timer || this.running.size >= concurrency) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.running.size < concurrency && this.queue.length > 0) this.start(this.queue.splice(0, maxRows));
      this.pump();
    }, maxDelayMs);
  }

  private start(batch: Waiting<Row>[]): void {
    this.inFlight += batch.length;
    const run = this.send(batch).finally(() => {
      this.inFlight -= batch.length;
      this.running.delete(run);
      const waiters = this.roomWaiters;
      this.roomWaiters = [];
      for (const wake of waiters) wake();
      this.pump();
    });
    this.running.add(run);
  }

  private async send(batch: Waiting<Row>[]): Promise<void> {
    const byKey = new Map<string, { row: Row; callers: Waiting<Row>[] }>();
    for (const waiting of batch) {
      const key = this.options.key(waiting.row);
      const known = byKey.get(key);
      if (!known) byKey.set(key, { row: waiting.row, callers: [waiting] });
      else {
        known.row = this.options.merge(known.row, waiting.row);
        known.callers.push(waiting);
        this.counters.duplicates += 1;
      }
    }
    const entries = [...byKey.values()];
    const outcomes = await writeRows(
      this.database,
      entries.map((entry) => entry.row),
      { ...this.options, onRetry: () => (this.counters.retried += 1) },
    );
    this.counters.batches += 1;
    entries.forEach((entry, index) => {
      const failure = outcomes[index] ?? null;
      if (failure) this.counters.failed += entry.callers.length;
      else this.counters.written += 1;
      for (const caller of entry.callers) caller.settle(failure);
    });
  }
}
