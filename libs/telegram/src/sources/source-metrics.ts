import { Counter, register } from 'prom-client';
import type { FigureKind, SourceName, UnfitReason } from './figure-source.js';

function counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
  const found = register.getSingleMetric(name) as Counter<T> | undefined;
  return found ?? new Counter({ name, help, labelNames });
}

/** Which source was picked, and why others were not, in the default registry. All labels come from closed sets. */
export class SourceMetrics {
  private readonly picked = counter(
    'telegram_sources_picked_total',
    'Sources picked for a figure of a channel; none where no source gives it.',
    ['figure', 'source'],
  );
  private readonly others = counter(
    'telegram_sources_passed_over_total',
    'Better sources that were passed over, and why.',
    ['figure', 'source', 'reason'],
  );

  resolved(figure: FigureKind, source: SourceName | 'none'): void {
    this.picked.inc({ figure, source });
  }

  passedOver(figure: FigureKind, source: SourceName, reason: UnfitReason): void {
    this.others.inc({ figure, source, reason });
  }
}
