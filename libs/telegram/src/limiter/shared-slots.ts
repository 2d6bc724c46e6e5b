import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { lanes } from './lanes.js';
import { laneCounts, leastCount, type LimiterLimits } from './limits.js';
import { entryOf, type Holder, type SlotAnswer, type SlotRequest } from './slot-request.js';
import { answeredScript, holdScript, takeScript } from './take.lua.js';

/** Where the calls of a token are kept for all replicas. */
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

const holders: readonly (Holder | undefined)[] = [undefined, 'hold', 'token', 'chat'];

/** The limiter's state in Redis. Every method rejects when Redis is away or slow. */
export class SharedSlots {
  private readonly base: string;
  private readonly numbers: readonly number[];

  constructor(private readonly options: SharedSlotsOptions) {
    const { limits, token, keyPrefix } = options;
    // One hash tag for all keys of a token: an atomic step stays on one node of a cluster. The token itself is no key.
    const name = createHash('sha256').update(`limiter:${token}`).digest('hex').slice(0, 16);
    this.base = `${keyPrefix}:{${name}}`;
    const { chat, group } = limits;
    this.numbers = [
      ...[limits.token.count, Math.round(limits.token.windowMs), leastCount(limits), ...laneCounts(limits)],
      ...[chat.count, Math.round(chat.windowMs), group.count, Math.round(group.windowMs)],
    ];
  }

  /** Asks for calls in this order; one answer each. See `take.lua.ts`. */
  async take(requests: readonly SlotRequest[]): Promise<SlotAnswer[]> {
    const logs = requests.map((request) => this.logsOf(request).slice(1));
    const answer = await this.run(
      takeScript,
      [
        `${this.base}:hold`,
        ...lanes.map((lane) => `${this.base}:wants:${lane}`),
        this.tokenLog,
        ...logs.flat(),
      ],
      [
        this.time(),
        ...this.numbers,
        ...requests.flatMap((request, index) => [entryOf(request), logs[index]?.length ?? 0]),
      ],
    );
    const [used = 0, heldMs = 0, ...each] = answer as number[];
    return requests.map((_, index) => ({
      waitMs: each[2 * index] ?? 0,
      by: holders[each[2 * index + 1] ?? 0],
      used,
      heldMs,
    }));
  }

  /** The call was answered. */
  async answered(request: SlotRequest): Promise<void> {
    await this.run(answeredScript, this.logsOf(request), [entryOf(request), this.time()]);
  }

  /** The call never left. */
  async drop(request: SlotRequest): Promise<void> {
    const pipeline = this.ready().pipeline();
    for (const log of this.logsOf(request)) pipeline.zrem(log, entryOf(request));
    await this.inTime(pipeline.exec());
  }

  /** Lets no call of the token leave for `ms`. */
  async hold(ms: number): Promise<void> {
    await this.run(holdScript, [`${this.base}:hold`], [Math.ceil(ms)]);
  }

  private get tokenLog(): string {
    return `${this.base}:token`;
  }

  private logsOf({ chat, isGroup }: SlotRequest): string[] {
    if (chat === undefined) return [this.tokenLog];
    const logs = [this.tokenLog, `${this.base}:chat:${chat}`];
    if (isGroup) logs.push(`${this.base}:group:${chat}`);
    return logs;
  }

  private time(): number | '' {
    return this.options.now?.() ?? '';
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

  private ready(): Redis {
    const { redis } = this.options;
    if (['reconnecting', 'close', 'end'].includes(redis.status)) throw new Error(`Redis is ${redis.status}`);
    return redis;
  }

  private async inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        // After a moment in which this process itself was busy, the answer may be here, unread: it is read first.
        setImmediate(() => reject(new Error('Redis is slow')));
      }, this.options.redisTimeoutMs);
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
