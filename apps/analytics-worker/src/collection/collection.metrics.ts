import { Injectable } from '@nestjs/common';
import { Counter, Gauge, register } from 'prom-client';

function gauge(name: string, help: string): Gauge {
  return (register.getSingleMetric(name) as Gauge | undefined) ?? new Gauge({ name, help });
}

function counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
  return (
    (register.getSingleMetric(name) as Counter<T> | undefined) ?? new Counter({ name, help, labelNames })
  );
}

/** What a plan found. */
export interface PlanFigures {
  readonly pace: number;
  readonly waiting: number;
  readonly late: number;
  readonly withinHour: number;
  readonly oldestSeconds: number;
}

/** How a reading ended. */
export type ReadingResult = 'read' | 'nothing_due' | 'failed' | 'passing_failure';

/** Collection's metrics, and the same as plain numbers for the heartbeat. Gauges are those of this replica's last plan. */
@Injectable()
export class CollectionMetrics {
  private last: PlanFigures = { pace: 1, waiting: 0, late: 0, withinHour: 0, oldestSeconds: 0 };
  private readonly pace = gauge(
    'collection_pace_ratio',
    'The share of its budget that the last plan could use.',
  );
  private readonly late = gauge(
    'collection_late_channels',
    'Channels whose turn has come and was not taken.',
  );
  private readonly oldest = gauge(
    'collection_oldest_turn_seconds',
    'How long the longest waiting channel has waited.',
  );
  private readonly withinHour = gauge('collection_due_within_hour_channels', 'Channels due within the hour.');
  private readonly readings = counter(
    'collection_readings_total',
    'Readings of channels by how they ended.',
    ['result'],
  );
  private readonly snapshots = counter('collection_snapshots_total', 'Figures of posts that were read.', [
    'kept',
  ]);
  private readonly maintenance = counter(
    'storage_maintenance_total',
    'Months of raw figures made ready and retired, and channels whose rollups were computed again.',
    ['what'],
  );

  constructor() {
    for (const result of ['read', 'nothing_due', 'failed', 'passing_failure'] as const)
      this.readings.inc({ result }, 0);
    for (const what of ['month_created', 'month_retired', 'channel_rebuilt'])
      this.maintenance.inc({ what }, 0);
    for (const kept of ['stored', 'unchanged']) this.snapshots.inc({ kept }, 0);
  }

  /** A plan was made. */
  planned(figures: PlanFigures): void {
    this.last = figures;
    this.pace.set(figures.pace);
    this.late.set(figures.late);
    this.oldest.set(figures.oldestSeconds);
    this.withinHour.set(figures.withinHour);
  }

  /** A channel's job ended. */
  reading(result: ReadingResult): void {
    this.readings.inc({ result });
  }

  /** Figures of posts were read: so many stored, so many unchanged. */
  figures(stored: number, unchanged: number): void {
    this.snapshots.inc({ kept: 'stored' }, stored);
    this.snapshots.inc({ kept: 'unchanged' }, unchanged);
  }

  /** Partitions were looked after. */
  maintained(created: number, retired: number, rebuilt: number): void {
    this.maintenance.inc({ what: 'month_created' }, created);
    this.maintenance.inc({ what: 'month_retired' }, retired);
    this.maintenance.inc({ what: 'channel_rebuilt' }, rebuilt);
  }

  /** The last plan of this replica. */
  stats(): PlanFigures {
    return this.last;
  }
}
