import type { Redis } from 'ioredis';
import { blockMs } from './connection.js';

const tickMs = 1_000;
/** Longer than a read blocks, with time for the server to answer. */
const silentTicks = (blockMs + 5_000) / tickMs;

/**
 * Begins a blocking connection anew when a read on it is not answered at all: the server is gone, and the connection does not
 * say so. Counts ticks for all reads, since a timer for each would be another timer for every few messages, and since a
 * process that slept has not waited.
 */
export class SilenceWatch {
  private ticks = -Infinity;

  constructor(redis: Redis) {
    const timer = setInterval(() => {
      this.ticks += 1;
      if (this.ticks <= silentTicks) return;
      this.answered();
      redis.disconnect(true);
    }, tickMs).unref();
    redis.once('end', () => clearInterval(timer));
  }

  /** A read goes out. */
  asked(): void {
    this.ticks = 0;
  }

  /** It was answered, or failed. */
  answered(): void {
    this.ticks = -Infinity;
  }
}
