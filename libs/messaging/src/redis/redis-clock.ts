import type { Redis } from 'ioredis';

/** Redis' clock, so that ages do not depend on the clocks of senders and consumers. */
export class RedisClock {
  private offsetMs = 0;

  constructor(
    private readonly redis: Redis,
    private readonly localNow: () => number = Date.now,
  ) {}

  /** Compares the clocks. Rejects when Redis cannot be asked. */
  async sync(): Promise<void> {
    const before = this.localNow();
    const [seconds, micros] = await this.redis.time();
    const after = this.localNow();
    this.offsetMs = Number(seconds) * 1_000 + Number(micros) / 1_000 - (before + after) / 2;
  }

  /** Redis' time, in milliseconds since the epoch. */
  now(): number {
    return this.localNow() + this.offsetMs;
  }
}
