import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import {
  EffectInProgressError,
  MessagingError,
  MessagingUnavailableError,
} from '../contract/messaging.errors.js';
import { untilDone } from '../settling/until-done.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import { effectKey } from '../redis/keys.js';
import { whenReady } from '../redis/when-ready.js';
import {
  claimEffectScript,
  claimed,
  finishEffectScript,
  keepEffectScript,
  recordScript,
} from '../scripts/effect.lua.js';

/** What `EffectLedger.once` did: ran the effect and has its result, or found it done by an earlier delivery. */
export type EffectOutcome<T> = { readonly ran: true; readonly value: T } | { readonly ran: false };

/** @default of `record`: as long as message ids are remembered */
const defaultRecordMs = 48 * 3_600_000;

/** Remembers which effects of a message have happened, so that a second delivery does not repeat them. */
export class EffectLedger {
  private readonly logger = new Logger(EffectLedger.name);

  constructor(
    private readonly redis: Redis,
    private readonly options: ResolvedMessagingOptions,
  ) {}

  /**
   * Runs the effect unless it has succeeded before under this key, which is remembered for `ttlMs`.
   * When the effect throws, nothing is remembered and its error is passed on. While Redis is away it waits for it up to
   * `effectLeaseMs` to note what happened. When the process dies while it runs, another delivery may run it after
   * `effectLeaseMs`: whether it had happened by then, nobody can know.
   * @throws EffectInProgressError while another delivery runs it; MessagingUnavailableError before the effect has begun
   */
  async once<T>(key: string, ttlMs: number, effect: () => Promise<T> | T): Promise<EffectOutcome<T>> {
    const redisKey = `${effectKey(this.options.keyPrefix, key)}:done`;
    const owner = randomUUID();
    const leaseMs = this.options.effectLeaseMs;
    const state = await this.claim(redisKey, owner);
    if (state === claimed.done) return { ran: false };
    if (state === claimed.running) throw new EffectInProgressError();

    const renewal = setInterval(() => {
      keepEffectScript.run(this.redis, [redisKey], [owner, leaseMs]).catch(() => undefined); // the next one may succeed
    }, leaseMs / 3);
    let happened = false;
    try {
      const value = await effect();
      happened = true;
      return { ran: true, value };
    } finally {
      clearInterval(renewal);
      await this.finish(redisKey, owner, happened ? ttlMs : 0);
    }
  }

  /** Notes a value under a field of this key, for `ttlMs` from now on. Keeps what was noted first. */
  async record(key: string, field: string, value: string, ttlMs = defaultRecordMs): Promise<void> {
    const redisKey = `${effectKey(this.options.keyPrefix, key)}:record`;
    await this.guard(() => recordScript.run(this.redis, [redisKey], [field, value, ttlMs]));
  }

  /** Everything noted under this key, by field; empty when there is nothing. */
  recorded(key: string): Promise<Readonly<Record<string, string>>> {
    return this.guard(() => this.redis.hgetall(`${effectKey(this.options.keyPrefix, key)}:record`));
  }

  private async claim(redisKey: string, owner: string): Promise<unknown> {
    try {
      return await this.guard(() =>
        claimEffectScript.run(this.redis, [redisKey], [owner, this.options.effectLeaseMs]),
      );
    } catch (error) {
      // Redis may have taken the claim and not got to say so: it would keep everybody from the effect until it ends.
      void this.finish(redisKey, owner, 0);
      throw error;
    }
  }

  /** The effect has happened (or not) whatever Redis says now: tries until it is noted or the claim has ended. Never throws. */
  private async finish(redisKey: string, owner: string, ttlMs: number): Promise<void> {
    const noted = await untilDone(
      'note an effect',
      AbortSignal.timeout(this.options.effectLeaseMs),
      async () => {
        if (this.redis.status === 'end') return false; // closed: this process ends
        await finishEffectScript.run(this.redis, [redisKey], [owner, ttlMs]);
        return true;
      },
    );
    if (!noted && ttlMs > 0)
      this.logger.warn('An effect was run but could not be noted; a second delivery may repeat it.');
  }

  private async guard<T>(operation: () => Promise<T>): Promise<T> {
    try {
      await whenReady(this.redis, this.options.commandTimeoutMs);
      return await operation();
    } catch (error) {
      throw error instanceof MessagingError ? error : new MessagingUnavailableError('effect', error);
    }
  }
}
