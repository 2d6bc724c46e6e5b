import type { Counter } from 'prom-client';
import { beforeRead, counter } from './registered.js';

interface Cell {
  readonly labels: { readonly queue: string; readonly pattern: string };
  /** Not yet in the counter. */
  count: number;
}

/**
 * Counts messages by queue and pattern. Counts in memory and hands over when the metric is read: prom-client takes
 * longer to find a series by its labels than the rest of a message's counting together.
 */
export class MessageCounter {
  private readonly counter: Counter<'queue' | 'pattern'>;
  private readonly unregister: () => void;
  private readonly cells = new Map<string, Map<string, Cell>>();

  constructor(name: string, help: string) {
    this.counter = counter(name, help, ['queue', 'pattern']);
    this.unregister = beforeRead(this.counter, () => this.handOver());
  }

  /** Hands over what is left and lets go of the metric, which keeps its value. */
  close(): void {
    this.handOver();
    this.unregister();
  }

  /** Has the series exist, with 0 if nothing was counted. */
  declare(queue: string, pattern: string): void {
    this.add(queue, pattern, 0);
  }

  /** Counts one message, or several. */
  add(queue: string, pattern: string, count = 1): void {
    let byPattern = this.cells.get(queue);
    if (!byPattern) this.cells.set(queue, (byPattern = new Map()));
    const cell = byPattern.get(pattern);
    if (cell) cell.count += count;
    else byPattern.set(pattern, { labels: { queue, pattern }, count });
  }

  private handOver(): void {
    for (const byPattern of this.cells.values()) {
      for (const cell of byPattern.values()) {
        this.counter.inc(cell.labels, cell.count); // also 0: the series then exists
        cell.count = 0;
      }
    }
  }
}
