import type { Redis } from 'ioredis';
import type { QueueDefinition } from '../contract/queue-definition.js';
import type { DeadReason } from '../dead-letters/dead-letter.js';
import { type QueueKeys, workGroup } from '../redis/keys.js';
import { acknowledgeHeadScript, buryScript, releaseScript, retryScript } from '../scripts/settle.lua.js';
import type { Outbox } from './outbox.js';
import type { Answer } from './outgoing.js';
import { untilDone } from './until-done.js';
import { appendedAt, type Entry, type Failures, fieldOf, type WorkItem } from '../consumer/work-item.js';

/** Dead letters kept a queue; beyond it the oldest go. */
export const maxDeadLetters = 10_000;
const longestBackoffMs = 60_000;

/** Called once for every message, when it is settled or given up; with an error when it is left to be reclaimed. */
export type Settled = (items: readonly Pick<WorkItem, 'entry'>[], error?: unknown) => void;

/** Ends what one consumer did with its entries: done, again later, dead, or handed back. */
export class Settlement {
  private turn: { readonly over: Promise<void>; waiting: number; readonly oneLess: () => void } | undefined;

  /** @param signal ends the attempts to reach Redis; entries not settled by then stay pending */
  constructor(
    private readonly redis: Redis,
    private readonly queue: QueueDefinition,
    private readonly keys: QueueKeys,
    private readonly consumer: string,
    private readonly outbox: Outbox,
    private readonly signal: AbortSignal,
  ) {}

  /** The message is done. What one turn acknowledges on a plain queue shares a promise. */
  acknowledge(item: WorkItem): Promise<void> {
    if (item.head) return new Promise((resolve) => this.settle(item, undefined, resolve));
    return this.acknowledgeEntry(item.entry.id);
  }

  /** An entry without a message of its own is done. */
  acknowledgeEntry(id: string): Promise<void> {
    const turn = (this.turn ??= this.beginTurn());
    turn.waiting += 1;
    this.outbox.end(id, undefined, turn.oneLess);
    return turn.over;
  }

  /** The message is done, and answered if there is an answer; `done` is called when that is written, or given up. */
  settle({ entry, head }: WorkItem, answer: Answer | undefined, done: () => void): void {
    if (!head) return this.outbox.end(entry.id, answer, done);
    const { stream, keyPrefix, heads, length } = this.keys;
    const call = {
      script: acknowledgeHeadScript,
      keys: [stream, keyPrefix + head.key, heads, length],
      args: [workGroup, this.consumer, entry.id, head.mark, head.key],
    };
    this.outbox.end(call, answer, done);
  }

  /** The message is run again after the queue's back-off, which doubles with every attempt. */
  async retry({ entry, head, json, at }: WorkItem, failures: Failures): Promise<void> {
    const { stream, delayed, heads } = this.keys;
    const wait = Math.min(this.queue.backoffMs * 2 ** Math.max(0, failures.attempts - 1), longestBackoffMs);
    const state = JSON.stringify(failures);
    const fields = head ? ['k', head.key, 'at', String(at)] : ['m', json, 'at', String(at), 'f', state];
    await untilDone('set a message back', this.signal, () =>
      retryScript.run(
        this.redis,
        [stream, delayed, ...(head ? [heads] : [])],
        [
          workGroup,
          this.consumer,
          entry.id,
          wait,
          JSON.stringify(fields),
          ...(head ? [head.key, state] : []),
        ],
      ),
    );
  }

  /** The message becomes a dead letter. */
  async bury({ entry, head, json, at }: WorkItem, reason: DeadReason, failures: Failures): Promise<void> {
    await this.buryEntry(entry, head, reason, failures, [
      ...['m', json, 'at', String(at)],
      ...(head ? ['k', head.key] : []),
    ]);
  }

  /** An entry that is no message becomes a dead letter. @param head where it stood in a key's list, if it did */
  async buryMalformed(entry: Entry, head: WorkItem['head'], error: string): Promise<void> {
    const raw = JSON.stringify(head ? [head.mark] : entry.fields);
    const failures = { attempts: entry.deliveries, firstError: error, lastError: error };
    await this.buryEntry(entry, head, 'malformed', failures, ['raw', raw]);
  }

  /** Gives the entry to whoever reads next. Fails when Redis is away: the entry is then reclaimed later. */
  async release(entry: Entry): Promise<void> {
    const { id, fields } = entry;
    const at = fieldOf(fields, 'at') === undefined ? ['at', String(appendedAt(entry))] : []; // it gets a newer id
    await releaseScript.run(this.redis, [this.keys.stream], [workGroup, this.consumer, id, ...fields, ...at]);
  }

  private beginTurn(): NonNullable<Settlement['turn']> {
    let end = (): void => undefined;
    const turn = {
      over: new Promise<void>((resolve) => (end = resolve)),
      waiting: 0,
      oneLess: (): void => {
        turn.waiting -= 1;
        if (turn.waiting === 0) end();
      },
    };
    setImmediate(() => (this.turn = undefined));
    return turn;
  }

  private async buryEntry(
    entry: Entry,
    head: WorkItem['head'],
    reason: DeadReason,
    failures: Failures,
    what: readonly string[],
  ): Promise<void> {
    const { stream, dead, keyPrefix, heads, length } = this.keys;
    const keys = head ? [stream, dead, keyPrefix + head.key, heads, length] : [stream, dead];
    const about = {
      reason,
      attempts: String(failures.attempts),
      firstError: failures.firstError,
      lastError: failures.lastError,
    };
    await untilDone('keep a dead letter', this.signal, () =>
      buryScript.run(this.redis, keys, [
        ...[workGroup, this.consumer, entry.id, maxDeadLetters, head?.mark ?? '', head?.key ?? ''],
        ...Object.entries(about).flat(),
        ...what,
      ]),
    );
  }
}
