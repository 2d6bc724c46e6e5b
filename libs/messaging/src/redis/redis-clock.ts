import type { Redis } from 'ioredis';

/** A comparison that took longer than this says too little; an older one is better. */
const roughMs = 250;

/**
 * Redis' clock, so that ages and deadlines do not depend on the clocks of senders and consumers. Between two comparisons it
 * goes on by the process's monotonic clock, which nobody sets.
 */
export class RedisClock {
  private offsetMs: number | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly localNow: () => number = () => performance.now(),
  ) {}

  /** Whether the clocks were compared: what decides over a deadline waits for that. */
  get synced(): boolean {
    return this.offsetMs !== undefined;
  }

  /** Compares the clocks. Rejects when Redis cannot be asked. */
  async sync(): Promise<void> {
    const before = this.localNow();
    const [seconds, micros] = await this.redis.time();
    const after = this.localNow();
    if (this.synced && after - before > roughMs) return;
    this.offsetMs = Number(seconds) * 1_000 + Number(micros) / 1_000 - (before + after) / 2;
  }

  /** Redis' time, in milliseconds since the epoch; before the first comparison (see `synced`) this machine's. */
  now(): number {
    return this.offsetMs === undefined ? Date.now() : this.localNow() + this.offsetMs;
  }
}
