import type { ResolvedGroup } from '../cache-groups.js';
import type { L1Store } from '../layers/l1-store.js';
import { cacheMetrics, type CacheMetrics, reportWhenAsked } from './cache-metrics.js';
import type { CacheStats, GroupStats } from './cache-stats.js';
import { GroupFigures } from './group-figures.js';
import { MetricDeltas } from './metric-deltas.js';

/** What the recorder can't count itself. */
export type LayerStats = Pick<CacheStats, 'l2Connected' | 'l2CircuitOpen' | 'pendingInvalidations'>;

/** Counts what happens, for `stats()` and for Prometheus. */
export class Recorder {
  private readonly metrics: CacheMetrics = cacheMetrics();
  private readonly deltas = new MetricDeltas();
  private readonly groups = new Map<string, GroupFigures>();
  private readonly endReports: () => void;
  private loading = 0;
  private waiting = 0;
  private l2Errors = 0;
  private undecodable = 0;

  constructor(
    groups: readonly ResolvedGroup[],
    private readonly l1: L1Store,
    private readonly windowMs: number,
    private readonly now: () => number,
  ) {
    for (const group of groups) {
      this.groups.set(group.name, new GroupFigures(group, windowMs));
      // Idle is 0, not absent.
      this.metrics.loadsInFlight.inc({ group: group.name }, 0);
    }
    this.metrics.circuitOpen.set(0);
    this.metrics.loadsWaiting.inc(0);
    this.endReports = reportWhenAsked(this);
  }

  /** The counts of one group of the table. */
  of(group: string): GroupFigures {
    return this.groups.get(group) as GroupFigures;
  }

  loadBegan(group: string): void {
    this.loading += 1;
    this.of(group).loads += 1;
    this.metrics.loadsInFlight.inc({ group });
  }

  loadEnded(group: string, ms: number, failed: boolean): void {
    const figures = this.of(group);
    this.loading -= 1;
    figures.loadMs += ms;
    if (failed) figures.loadErrors += 1;
    this.metrics.loadsInFlight.dec({ group });
    this.metrics.loadSeconds.observe({ group }, ms / 1000);
  }

  /** A load waits for its turn (1), or has got it or given up (-1). */
  loadWaits(change: 1 | -1): void {
    this.waiting += change;
    this.metrics.loadsWaiting.inc(change);
  }

  l2Failed(): void {
    this.l2Errors += 1;
    this.metrics.l2Errors.inc();
  }

  foundUndecodable(): void {
    this.undecodable += 1;
    this.metrics.undecodable.inc();
  }

  circuit(open: boolean): void {
    this.metrics.circuitOpen.set(open ? 1 : 0);
  }

  snapshot(layers: LayerStats): CacheStats {
    const now = this.now();
    const groups: Record<string, GroupStats> = {};
    for (const [name, figures] of this.groups) groups[name] = figures.snapshot(now, this.l1.group(name));
    const all = Object.values(groups);
    const lookups = all.reduce((sum, group) => sum + group.windowLookups, 0);
    const hits = all.reduce((sum, group) => sum + (group.hitRate ?? 0) * group.windowLookups, 0);
    return {
      groups,
      hitRate: lookups === 0 ? null : hits / lookups,
      windowLookups: lookups,
      windowMs: this.windowMs,
      missesPerSecond: ((lookups - hits) * 1000) / this.windowMs,
      loadsInFlight: this.loading,
      loadsWaiting: this.waiting,
      l1Entries: this.l1.size,
      l1Bytes: this.l1.bytes,
      l1MaxBytes: this.l1.maxBytes,
      l1LimitBytes: this.l1.limit,
      l1Evictions: this.l1.evictions,
      l2Errors: this.l2Errors,
      undecodable: this.undecodable,
      ...layers,
    };
  }

  /** Tells Prometheus what has been counted since the last time. */
  report(): void {
    const { metrics, deltas, l1 } = this;
    for (const [group, figures] of this.groups) {
      const answered = [
        ['l1', 'hit', figures.hitsL1],
        ['l1', 'stale', figures.staleL1],
        ['l2', 'hit', figures.hitsL2],
        ['l2', 'stale', figures.staleL2],
        ['none', 'miss', figures.missed],
        ['none', 'joined', figures.joined],
      ] as const;
      for (const [layer, result, count] of answered) {
        deltas.add(metrics.requests, { group, layer, result }, count);
      }
      const { source, callsPerLoad } = figures.group;
      deltas.add(metrics.savedCalls, { group, source }, figures.hits * callsPerLoad);
      deltas.add(metrics.savedSeconds, { group, source }, figures.savedMs / 1000);
      deltas.add(metrics.invalidations, { group }, figures.invalidations);
      metrics.l1GroupBytes.set({ group }, l1.group(group).bytes);
    }
    deltas.add(metrics.l1Evictions, {}, l1.evictions);
    metrics.l1Bytes.set(l1.bytes);
    metrics.l1LimitBytes.set(l1.limit);
  }

  /** Reports for the last time. */
  close(): void {
    this.endReports();
  }
}
