import { createHash } from 'node:crypto';
import type { ChainableCommander, Redis } from 'ioredis';

/** A Lua script, run by its digest; sent in full only where the connection's server has not seen it. */
export class Script {
  private readonly digest: string;
  private readonly sentTo = new WeakSet<Redis>();

  constructor(private readonly source: string) {
    this.digest = createHash('sha1').update(source).digest('hex');
  }

  /** Runs it atomically. The caller knows, from the script's header, what it returns. */
  async run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    if (this.isNewTo(redis)) return redis.eval(this.source, keys.length, ...keys, ...args);
    try {
      return await redis.evalsha(this.digest, keys.length, ...keys, ...args);
    } catch (error) {
      if (!this.isMissing(error)) throw error;
      return redis.eval(this.source, keys.length, ...keys, ...args);
    }
  }

  /** Appends the call to a pipeline of `redis`. It fails as `isMissing` tells when it has to be repeated. */
  queue(
    redis: Redis,
    pipeline: ChainableCommander,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): void {
    if (this.isNewTo(redis)) pipeline.eval(this.source, keys.length, ...keys, ...args);
    else pipeline.evalsha(this.digest, keys.length, ...keys, ...args);
  }

  /** Whether a call failed because the server has forgotten the script, which the next call then brings along. */
  forgets(redis: Redis, error: unknown): boolean {
    const missing = this.isMissing(error);
    if (missing) this.sentTo.delete(redis);
    return missing;
  }

  /**
   * The first call on a connection carries the script. If it went by its digest first, and again in full when that had
   * failed, calls made meanwhile could overtake it.
   */
  private isNewTo(redis: Redis): boolean {
    if (this.sentTo.has(redis)) return false;
    this.sentTo.add(redis);
    redis.once('close', () => this.sentTo.delete(redis)); // the server behind the next one may have lost it
    return true;
  }

  private isMissing(error: unknown): boolean {
    return error instanceof Error && error.message.startsWith('NOSCRIPT');
  }
}
