import { cacheMetrics, type CacheMetrics } from './cache-metrics.js';
import type { CacheStats, GroupStats } from './cache-stats.js';
import { hitRate, RollingWindow } from './rolling-window.js';

/** How a lookup was answered. `joined`: by a load that another caller of this process had begun. */
export interface Outcome {
  readonly layer: 'l1' | 'l2' | 'none';
  readonly result: 'hit' | 'stale' | 'miss' | 'joined';
}

type Counts = { -readonly [K in keyof Omit<GroupStats, 'hitRate' | 'windowLookups'>]: number };

interface GroupRecord {
  readonly counts: Counts;
  readonly window: RollingWindow;
}

/** What the recorder can't count itself. */
export type LayerStats = Pick<
  CacheStats,
  'l1Entries' | 'l1Bytes' | 'l1MaxBytes' | 'l2Connected' | 'l2CircuitOpen' | 'pendingInvalidations'
>;

/** Counts what happens, for `stats()` and for Prometheus. */
export class Recorder {
  private readonly metrics: CacheMetrics = cacheMetrics();
  private readonly groups = new Map<string, GroupRecord>();
  private loading = 0;
  private l2Errors = 0;
  private undecodable = 0;

  constructor(
    names: readonly string[],
    private readonly windowMs: number,
    private readonly now: () => number,
  ) {
    for (const name of names) {
      this.groups.set(name, { counts: noCounts(), window: new RollingWindow(windowMs) });
      // Idle is 0, not absent.
      this.metrics.loadsInFlight.inc({ group: name }, 0);
      this.metrics.requests.inc({ group: name, layer: 'none', result: 'miss' }, 0);
    }
    this.metrics.circuitOpen.set(0);
  }

  lookup(group: string, { layer, result }: Outcome): void {
    const { counts, window } = this.of(group);
    if (layer === 'l1') counts.hitsL1 += 1;
    else if (layer === 'l2') counts.hitsL2 += 1;
    else counts.misses += 1;
    if (result === 'joined') counts.joined += 1;
    if (result === 'stale') counts.staleServed += 1;
    window.count(layer !== 'none', this.now());
    this.metrics.requests.inc({ group, layer, result });
  }

  loadBegan(group: string): void {
    this.loading += 1;
    this.of(group).counts.loads += 1;
    this.metrics.loadsInFlight.inc({ group });
  }

  loadEnded(group: string, ms: number, failed: boolean): void {
    const { counts } = this.of(group);
    this.loading -= 1;
    counts.loadMs += ms;
    if (failed) counts.loadErrors += 1;
    this.metrics.loadsInFlight.dec({ group });
    this.metrics.loadSeconds.observe({ group }, ms / 1000);
  }

  tooLarge(group: string): void {
    this.of(group).counts.tooLarge += 1;
  }

  l2Failed(): void {
    this.l2Errors += 1;
    this.metrics.l2Errors.inc();
  }

  foundUndecodable(): void {
    this.undecodable += 1;
  }

  circuit(open: boolean): void {
    this.metrics.circuitOpen.set(open ? 1 : 0);
  }

  l1(bytes: number): void {
    this.metrics.l1Bytes.set(bytes);
  }

  snapshot(layers: LayerStats): CacheStats {
    const now = this.now();
    const total = { hits: 0, lookups: 0 };
    const groups: Record<string, GroupStats> = {};
    for (const [name, { counts, window }] of this.groups) {
      const sum = window.sum(now);
      total.hits += sum.hits;
      total.lookups += sum.lookups;
      groups[name] = { ...counts, hitRate: hitRate(sum), windowLookups: sum.lookups };
    }
    return {
      groups,
      hitRate: hitRate(total),
      windowLookups: total.lookups,
      windowMs: this.windowMs,
      loadsInFlight: this.loading,
      l2Errors: this.l2Errors,
      undecodable: this.undecodable,
      ...layers,
    };
  }

  private of(group: string): GroupRecord {
    return this.groups.get(group) as GroupRecord;
  }
}

const noCounts = (): Counts => ({
  hitsL1: 0,
  hitsL2: 0,
  misses: 0,
  joined: 0,
  loads: 0,
  loadErrors: 0,
  loadMs: 0,
  staleServed: 0,
  tooLarge: 0,
});
