import type { Redis } from 'ioredis';

/** Extends the lease only while it is still ours. KEYS[1] lease, ARGV[1] holder, ARGV[2] milliseconds. */
const renewScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;

/** Gives the lease up only while it is still ours. KEYS[1] lease, ARGV[1] holder. */
const releaseScript = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** The right to poll, held by one replica at a time and lost by whoever stops renewing it. */
export class PollerLease {
  private readonly key = 'gateway:poller-lease';

  constructor(
    private readonly redis: Redis,
    private readonly holder: string,
    readonly durationMs: number,
  ) {}

  /** True when this replica holds the lease from now on; false when another one does. */
  async take(): Promise<boolean> {
    const taken = await this.redis.set(this.key, this.holder, 'PX', this.durationMs, 'NX');
    return taken === 'OK' || this.renew();
  }

  /** True when the lease was still ours and is extended. */
  async renew(): Promise<boolean> {
    return (await this.redis.eval(renewScript, 1, this.key, this.holder, this.durationMs)) === 1;
  }

  /** Lets another replica take over at once. */
  async release(): Promise<void> {
    await this.redis.eval(releaseScript, 1, this.key, this.holder);
  }
}
