import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { maxPendingRequests } from '../client/pending-requests.js';
import { reconnectDelay } from '../redis/connection.js';
import { workGroup } from '../redis/keys.js';
import type { RedisClock } from '../redis/redis-clock.js';
import type { Script } from '../redis/script.js';
import { pieces, TurnBuffer } from '../redis/turn-buffer.js';
import { turnScript } from '../scripts/turn.lua.js';

/** A client that reads renews nothing itself: every answer prolongs its stream by this much. */
const replyStreamLastsMs = 60_000;
/** Few enough that one call neither blocks Redis for long nor, at the default payload limit, makes a command of more than 32 MB. */
const answersAtOnce = 100;
/** Lua unpacks some thousand arguments at most. */
const idsAtOnce = 1_000;

interface Item {
  readonly kind: 'answer' | 'acknowledgement' | 'call';
  /** Called once when it is written, or given up. */
  readonly done: () => void;
}
interface Answer extends Item {
  readonly kind: 'answer';
  readonly replyTo: string;
  readonly json: string;
  readonly deadline: number;
}
interface Acknowledgement extends Item {
  readonly kind: 'acknowledgement';
  readonly id: string;
}
interface Call extends Item {
  readonly kind: 'call';
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly (string | number)[];
}
type Outgoing = Answer | Acknowledgement | Call;

/** One command, and what it writes. */
interface Piece extends Pick<Call, 'script' | 'keys' | 'args'> {
  readonly items: readonly Outgoing[];
}

/**
 * Writes what one turn of the event loop came to, in one pipeline: first the answers, a command for each asker, then the
 * acknowledgements. Only what failed is written again: answers as long as somebody waits for them, acknowledgements until
 * Redis takes them.
 */
export class Outbox {
  private readonly logger = new Logger(Outbox.name);
  private readonly turn = new TurnBuffer<Outgoing>((items) => void this.write(items));

  /** @param signal ends the attempts to reach Redis; entries not acknowledged by then stay pending */
  constructor(
    private readonly redis: Redis,
    private readonly stream: string,
    private readonly clock: RedisClock,
    private readonly signal: AbortSignal,
  ) {}

  /** Appends an answer, JSON, to a client's stream; tries until `deadline` (Redis' time, in milliseconds). */
  answer(replyTo: string, json: string, deadline: number, done: () => void): void {
    this.turn.add({ kind: 'answer', replyTo, json, deadline, done });
  }

  /** Acknowledges an entry, after all answers of the same turn. */
  acknowledge(id: string, done: () => void): void {
    this.turn.add({ kind: 'acknowledgement', id, done });
  }

  /** Runs a script of the queue's own keys, after all answers of the same turn. */
  call(script: Script, keys: readonly string[], args: readonly (string | number)[], done: () => void): void {
    this.turn.add({ kind: 'call', script, keys, args, done });
  }

  private async write(items: readonly Outgoing[]): Promise<void> {
    let left = await this.attempt(items);
    for (let failures = 1; left.length > 0 && !this.signal.aborted; failures += 1) {
      await sleep(reconnectDelay(failures), undefined, { signal: this.signal }).catch(() => undefined);
      const now = this.clock.now();
      const late = left.filter((item) => item.kind === 'answer' && item.deadline <= now);
      for (const { done } of late) done(); // the asker has its timeout
      left = await this.attempt(left.filter((item) => !late.includes(item)));
    }
    for (const { done } of left) done();
  }

  /** Resolves with what has to be tried again. Never rejects. */
  private async attempt(items: readonly Outgoing[]): Promise<readonly Outgoing[]> {
    if (items.length === 0) return items;
    const commands = this.inPieces(items);
    const pipeline = this.redis.pipeline();
    for (const { script, keys, args } of commands) script.queue(this.redis, pipeline, keys, args);
    const results = await pipeline.exec().catch((error: unknown) => commands.map(() => [error] as const));
    const left: Outgoing[] = [];
    let reason: unknown;
    commands.forEach((command, at) => {
      const error = results?.[at]?.[0] ?? (results ? undefined : new Error('The pipeline was dropped.'));
      if (error == null) {
        for (const { done } of command.items) done();
        return;
      }
      if (!command.script.forgets(this.redis, error)) reason ??= error;
      left.push(...command.items);
    });
    if (reason !== undefined)
      this.logger.warn(`Could not answer or acknowledge: ${String(reason)}. Trying again.`);
    return left;
  }

  private inPieces(items: readonly Outgoing[]): Piece[] {
    const answers = new Map<string, Answer[]>();
    const acknowledged: Acknowledgement[] = [];
    const calls: Piece[] = [];
    for (const item of items) {
      if (item.kind === 'acknowledgement') acknowledged.push(item);
      else if (item.kind === 'call') calls.push({ ...item, items: [item] });
      else {
        const known = answers.get(item.replyTo);
        if (known) known.push(item);
        else answers.set(item.replyTo, [item]);
      }
    }
    return [
      ...[...answers].flatMap(([replyTo, all]) =>
        pieces(all, answersAtOnce).map((some) => ({
          ...{ script: turnScript, keys: [replyTo], items: some },
          args: ['answer', maxPendingRequests, replyStreamLastsMs, ...some.map(({ json }) => json)],
        })),
      ),
      ...pieces(acknowledged, idsAtOnce).map((some) => ({
        ...{ script: turnScript, keys: [this.stream], items: some },
        args: ['acknowledge', workGroup, ...some.map(({ id }) => id)],
      })),
      ...calls,
    ];
  }
}
