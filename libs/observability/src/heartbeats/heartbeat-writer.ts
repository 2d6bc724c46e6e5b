import type { LoggerService } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { within } from '../process/within.js';
import { type Heartbeat, heartbeatKeys, type HeartbeatKeys } from './heartbeat.schema.js';

/** Figures of one part of a service: plain JSON. */
export type SectionProvider = () => object | Promise<object>;

/** What `HeartbeatWriter` takes. */
export interface HeartbeatWriterOptions {
  readonly redis: Redis;
  readonly service: string;
  readonly replicaId: string;
  readonly version: string;
  readonly logger?: LoggerService;
  /** @default 5000 */
  readonly intervalMs?: number;
  /** A replica silent for so long is gone. @default 15000 */
  readonly ttlMs?: number;
  /** @default 'replicas' */
  readonly keyPrefix?: string;
  readonly now?: () => number;
}

/**
 * Writes `replicas:<service>:<replicaId>` every five seconds, for fifteen. A failed beat is logged once an outage and
 * tried again at the next interval; it never throws.
 */
export class HeartbeatWriter {
  private readonly providers = new Map<string, SectionProvider>();
  private readonly keys: HeartbeatKeys;
  private readonly member: string;
  private readonly now: () => number;
  private readonly startedAt: number;
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;
  private sending: Promise<unknown> | undefined;
  private failing = false;

  constructor(private readonly options: HeartbeatWriterOptions) {
    this.keys = heartbeatKeys(options.keyPrefix);
    this.member = `${options.service}:${options.replicaId}`;
    this.now = options.now ?? Date.now;
    this.startedAt = this.now();
  }

  /** Adds a section, asked for at every beat. A second provider of that name replaces the first. */
  section(name: string, provider: SectionProvider): this {
    this.providers.set(name, provider);
    return this;
  }

  /** Writes the first beat and begins the interval. Resolves when the first beat was tried. */
  async start(): Promise<void> {
    this.timer ??= setInterval(() => void this.beat(), this.options.intervalMs ?? 5_000).unref();
    await this.beat();
  }

  /** Writes one beat now. While one is under way, that one is returned: beats don't pile up. */
  beat(): Promise<void> {
    this.beating ??= this.write().finally(() => (this.beating = undefined));
    return this.beating;
  }

  /** Stops and takes the replica off the list at once. Gives up after two seconds. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.beating;
    const { redis } = this.options;
    try {
      await within(
        2_000,
        Promise.all([redis.zrem(this.keys.index, this.member), redis.del(this.keys.of(this.member))]),
      );
    } catch (error) {
      this.options.logger?.warn('The replica could not be taken off the list; it expires by itself.', error);
    }
  }

  private async write(): Promise<void> {
    const { intervalMs = 5_000, ttlMs = 15_000 } = this.options;
    try {
      const { sections, failed } = await this.readSections();
      const at = this.now();
      const beat: Heartbeat = {
        service: this.options.service,
        replicaId: this.options.replicaId,
        pid: process.pid,
        startedAt: this.startedAt,
        at,
        version: this.options.version,
        sections,
        failedSections: failed,
      };
      await within(intervalMs, this.send(JSON.stringify(beat), at, ttlMs));
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.options.logger?.warn('The heartbeat could not be written.', error);
      this.failing = true;
    }
  }

  /** While an earlier beat still waits in the client's queue, no second one joins it: an outage piles up nothing. */
  private send(beat: string, at: number, ttlMs: number): Promise<unknown> {
    const { redis } = this.options;
    this.sending ??= Promise.all([
      redis.set(this.keys.of(this.member), beat, 'PX', ttlMs),
      redis.zadd(this.keys.index, at, this.member),
    ]).finally(() => (this.sending = undefined));
    return this.sending;
  }

  private async readSections(): Promise<{
    sections: Record<string, Record<string, unknown>>;
    failed: string[];
  }> {
    const deadline = this.options.intervalMs ?? 5_000;
    const results = await Promise.all(
      [...this.providers].map(async ([name, provider]) => {
        try {
          const figures = await within(
            deadline,
            Promise.resolve().then(() => provider()),
          );
          return { name, figures: figures as Record<string, unknown> };
        } catch (error) {
          this.options.logger?.debug?.('A section of the heartbeat failed.', { section: name, err: error });
          return { name, figures: undefined };
        }
      }),
    );
    const good = results.flatMap(({ name, figures }) =>
      figures === undefined ? [] : [[name, figures] as const],
    );
    return {
      sections: Object.fromEntries(good),
      failed: results.filter(({ figures }) => figures === undefined).map(({ name }) => name),
    };
  }
}
