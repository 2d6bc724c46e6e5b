import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { laneLimit, type SlotAnswer, type SlotRequest } from './limiter-core.js';
import type { LimiterLimits, WindowLimit } from './limits.js';
import { holdScript, reserveScript } from './reserve.lua.js';

/** Where the slots of a token are kept for all replicas. */
export interface SharedSlotsOptions {
  readonly redis: Redis;
  readonly token: string;
  readonly limits: LimiterLimits;
  readonly keyPrefix: string;
  /** How long Redis may take to answer. */
  readonly redisTimeoutMs: number;
  /** For tests. @default Redis' own clock, the one that all replicas share */
  readonly now?: () => number;
}

/** The limiter's state in Redis. Every method rejects when Redis is away or slow. */
export class SharedSlots {
  private readonly base: string;
  private readonly replica = randomUUID().slice(0, 8);
  private reservations = 0;

  constructor(private readonly options: SharedSlotsOptions) {
    // One hash tag for all keys of a token: an atomic step stays on one node of a cluster. The token itself is no key.
    const name = createHash('sha256').update(`limiter:${options.token}`).digest('hex').slice(0, 16);
    this.base = `${options.keyPrefix}:{${name}}`;
  }

  /** See `reserve.lua.ts`. */
  async reserve(request: SlotRequest): Promise<SlotAnswer> {
    const { limits } = this.options;
    const keys = [`${this.base}:hold`, `${this.base}:token`];
    const rules: WindowLimit[] = [laneLimit(limits, request.lane)];
    if (request.chat !== undefined) {
      keys.push(`${this.base}:chat:${request.chat}`);
      rules.push(limits.chat);
      if (request.isGroup) {
        keys.push(`${this.base}:group:${request.chat}`);
        rules.push(limits.group);
      }
    }
    const name = `${this.replica}-${(this.reservations += 1)}`;
    const numbers = rules.flatMap(({ count, windowMs }) => [count, Math.round(windowMs)]);
    const args = [name, Math.floor(request.maxWaitMs), this.options.now?.() ?? '', ...numbers];
    const answer = await this.run(reserveScript, keys, args);
    const [granted, waitMs] = answer as [number, number];
    return { granted: granted === 1, waitMs };
  }

  /** Lets no call of the token leave for `ms`. */
  async hold(ms: number): Promise<void> {
    await this.run(holdScript, [`${this.base}:hold`], [Math.ceil(ms)]);
  }

  /** Milliseconds until calls may leave again; 0 when nothing holds them. */
  async heldFor(): Promise<number> {
    const left = await this.inTime(this.ready().pttl(`${this.base}:hold`));
    return Math.max(0, left);
  }

  private run(script: string, keys: string[], args: (string | number)[]): Promise<unknown> {
    const redis = this.ready();
    const hash = sha1Of(script);
    const call = redis.evalsha(hash, keys.length, ...keys, ...args).catch((error: unknown) => {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(script, keys.length, ...keys, ...args);
    });
    return this.inTime(call);
  }

  /** A client that lost its connection would queue the command until it is back; one that is just starting may. */
  private ready(): Redis {
    const { redis } = this.options;
    if (['reconnecting', 'close', 'end'].includes(redis.status)) throw new Error(`Redis is ${redis.status}`);
    return redis;
  }

  private async inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis is slow')), this.options.redisTimeoutMs);
    });
    // A slow answer that fails after the deadline has nobody else to hear it.
    work.catch(() => undefined);
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }
}

const hashes = new Map<string, string>();

function sha1Of(script: string): string {
  const known = hashes.get(script);
  if (known !== undefined) return known;
  const hash = createHash('sha1').update(script).digest('hex');
  hashes.set(script, hash);
  return hash;
}
