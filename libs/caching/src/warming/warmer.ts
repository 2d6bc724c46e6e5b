import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { KeyPart } from '../keys/cache-key.js';
import type { WarmOptions, WarmReport } from '../cache.js';
import type { HotKeyStore } from './hot-key-store.js';
import type { HotKey, HotKeys } from './hot-keys.js';

/** Asks the cache for the value of a key, so that it is loaded if it is missing. */
export type WarmingCall = (parts: readonly KeyPart[]) => Promise<unknown>;

const defaults = { atMost: 100, perSecond: 5 };

/** Loads the dearest keys before anybody waits for them, one after another and not too fast. */
export class Warmer {
  private readonly logger = new Logger('Cache');
  private readonly calls = new Map<string, WarmingCall>();
  private readonly closing = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly hotKeys: HotKeys,
    private readonly store: HotKeyStore | undefined,
  ) {}

  /** Says how values of the group are asked for. */
  register(group: string, call: WarmingCall): void {
    this.calls.set(group, call);
  }

  /** Notes every so often what was dear here, for the replicas to come. */
  start(everyMs: number): void {
    if (this.store !== undefined) this.timer = setInterval(() => void this.note(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.closing.abort();
  }

  /** Notes what was observed since the last time. Never rejects. */
  async note(): Promise<void> {
    await this.store?.note(this.hotKeys.take()).catch(() => {
      // Counted by the circuit; an hour's observations more or less don't matter.
    });
  }

  /** Warms the keys given, or the hottest ones. Never rejects; ends early when the cache closes or `signal` aborts. */
  async warm({ atMost, perSecond, signal, ...wanted }: WarmOptions = {}): Promise<WarmReport> {
    const report = { warmed: 0, failed: 0 };
    const keys = wanted.keys ?? (await this.hottest(wanted.groups));
    const until = AbortSignal.any([this.closing.signal, ...(signal === undefined ? [] : [signal])]);
    const pauseMs = 1_000 / (perSecond ?? defaults.perSecond);
    for (const { group, parts } of keys.slice(0, atMost ?? defaults.atMost)) {
      const call = this.calls.get(group);
      if (call === undefined) continue;
      if (until.aborted) break;
      try {
        await call(parts);
        report.warmed += 1;
      } catch {
        // Whoever asks for it later hears why; a removed channel is no reason to stop.
        report.failed += 1;
      }
      await delay(pauseMs, undefined, { signal: until, ref: false }).catch(() => undefined);
    }
    return report;
  }

  /** The same behind whatever runs now, with a line in the log. */
  warmBehind(options: WarmOptions): void {
    void this.warm(options).then(({ warmed, failed }) => {
      if (warmed + failed > 0) this.logger.log(`Warmed ${warmed} of the dearest keys (${failed} failed).`);
    });
  }

  private async hottest(groups: readonly string[] = [...this.calls.keys()]): Promise<readonly HotKey[]> {
    const keys = await this.store?.hottest(1_000).catch(() => []);
    return (keys ?? []).filter(({ group }) => groups.includes(group));
  }
}
