import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { reconnectDelay } from '../redis/connection.js';
import type { RedisClock } from '../redis/redis-clock.js';
import { TurnBuffer } from '../redis/turn-buffer.js';
import { type Answer, type Call, commandsOf, type Outgoing } from './outgoing.js';

/**
 * Writes what one turn of the event loop came to, in one pipeline: first the answers, a command for each asker, then the
 * acknowledgements. Only what failed is written again: answers as long as somebody waits for them, acknowledgements until
 * Redis takes them.
 */
export class Outbox {
  private readonly logger = new Logger(Outbox.name);
  /** Whether the last attempt failed: an outage is worth one line. */
  private failing = false;
  private readonly turn = new TurnBuffer<Outgoing>((items) => void this.write(items));

  /** @param signal ends the attempts to reach Redis; entries not acknowledged by then stay pending */
  constructor(
    private readonly redis: Redis,
    private readonly stream: string,
    private readonly clock: RedisClock,
    private readonly signal: AbortSignal,
  ) {}

  /** Appends an answer to a client's stream; calls `done` once it is written, or given up after its deadline. */
  answer(answer: Answer, done: () => void): void {
    this.turn.add({ answer, end: undefined, done });
  }

  /**
   * Acknowledges an entry, or ends it by a script of the queue's own keys, after all answers of the same turn.
   * @param answer its own, if it has one @param done called once, when both are written or given up
   */
  end(end: string | Call, answer: Answer | undefined, done: () => void): void {
    this.turn.add({ answer, end, done });
  }

  private async write(items: readonly Outgoing[]): Promise<void> {
    let left = await this.attempt(items);
    for (let failures = 1; left.length > 0 && !this.signal.aborted; failures += 1) {
      await sleep(reconnectDelay(failures), undefined, { signal: this.signal }).catch(() => undefined);
      const now = this.clock.now();
      for (const item of left) {
        if (item.answer && item.answer.deadline <= now) item.answer = undefined; // the asker has its timeout
      }
      left = await this.attempt(left);
    }
    for (const { done } of left) done();
  }

  /** Resolves with what has to be tried again. Never rejects. */
  private async attempt(items: readonly Outgoing[]): Promise<readonly Outgoing[]> {
    const commands = commandsOf(items, this.stream);
    const pipeline = this.redis.pipeline();
    for (const { script, keys, args } of commands) script.queue(this.redis, pipeline, keys, args);
    const results = await pipeline.exec().catch((error: unknown) => commands.map(() => [error] as const));
    let reason: unknown;
    commands.forEach(({ script, writes, items: written }, at) => {
      const error = results?.[at]?.[0] ?? (results ? undefined : new Error('The pipeline was dropped.'));
      if (error == null) for (const item of written) item[writes] = undefined;
      else if (!script.forgets(this.redis, error)) reason ??= error;
    });
    if (reason !== undefined && !this.failing)
      this.logger.warn(`Could not answer or acknowledge: ${String(reason)}. Trying until Redis takes it.`);
    this.failing = reason !== undefined;
    return items.filter((item) => {
      if (item.answer ?? item.end) return true;
      item.done();
      return false;
    });
  }
}
