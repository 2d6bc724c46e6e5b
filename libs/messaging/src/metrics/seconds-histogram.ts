import { type Metric, register } from 'prom-client';

/** Upper bounds of the buckets: from a millisecond to a minute. */
const bounds = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Cell {
  readonly labels: { readonly queue: string; readonly pattern: string };
  /** How many were in each bucket and in none below; the last is beyond all bounds. */
  readonly counts: number[];
  sum: number;
}

interface Value {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/**
 * A histogram of seconds by queue and pattern, which prom-client's default registry reads like its own. That one takes
 * longer to find a series by its labels than the rest of a message's counting together, and has no way to add several at once.
 */
export class SecondsHistogram {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  private readonly cells = new Map<string, Map<string, Cell>>();

  private constructor(
    readonly name: string,
    readonly help: string,
  ) {}

  /** The histogram of that name; made and registered when it is not there. */
  static named(name: string, help: string): SecondsHistogram {
    const known: unknown = register.getSingleMetric(name);
    if (known instanceof SecondsHistogram) return known;
    const made = new SecondsHistogram(name, help);
    register.registerMetric(made as unknown as Metric);
    return made;
  }

  /** Notes one run or wait. */
  observe(queue: string, pattern: string, seconds: number): void {
    const cell = this.cell(queue, pattern);
    let bucket = 0;
    while (seconds > (bounds[bucket] ?? Infinity)) bucket += 1;
    cell.counts[bucket] = (cell.counts[bucket] ?? 0) + 1;
    cell.sum += seconds;
  }

  /** The series of that queue and pattern; it exists from now on, with 0 if nothing was noted. */
  cell(queue: string, pattern: string): Cell {
    let byPattern = this.cells.get(queue);
    if (!byPattern) this.cells.set(queue, (byPattern = new Map()));
    let cell = byPattern.get(pattern);
    if (!cell) {
      const counts = Array.from({ length: bounds.length + 1 }, () => 0);
      byPattern.set(pattern, (cell = { labels: { queue, pattern }, counts, sum: 0 }));
    }
    return cell;
  }

  /** What the registry prints. */
  async get(): Promise<object> {
    const cells = [...this.cells.values()].flatMap((byPattern) => [...byPattern.values()]);
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: cells.flatMap((cell) => this.valuesOf(cell)) };
  }

  /** Forgets every series; the registry's `resetMetrics` asks for it. */
  reset(): void {
    this.cells.clear();
  }

  private valuesOf({ labels, counts, sum }: Cell): Value[] {
    let below = 0;
    const buckets = counts.map((count, at) => ({
      metricName: `${this.name}_bucket`,
      labels: { le: bounds[at] ?? '+Inf', ...labels },
      value: (below += count),
    }));
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: below },
    ];
  }
}
