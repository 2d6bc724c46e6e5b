import type { Redis } from 'ioredis';
import { MessagingUnavailableError, QueueFullError } from '../contract/messaging.errors.js';
import type { QueueDefinition } from '../contract/queue-definition.js';
import { queueKeys } from '../redis/keys.js';
import { pieces, TurnBuffer } from '../redis/turn-buffer.js';
import { appendScript } from '../scripts/append.lua.js';

interface Waiting {
  readonly json: string;
  readonly done: (error?: unknown) => void;
}

/** Few enough that one call neither blocks Redis for long nor, at the default payload limit, makes a command of more than 32 MB. */
const atOnce = 100;

/** Appends messages without an id of their own to one plain queue: what one turn of the event loop sends, in one step. */
export class AppendBuffer {
  private readonly turn = new TurnBuffer<Waiting>((messages) => void this.append(messages));
  private readonly keys: readonly string[];

  constructor(
    private readonly redis: Redis,
    private readonly queue: QueueDefinition,
    keyPrefix: string,
  ) {
    const { stream, delayed } = queueKeys(keyPrefix, queue.name);
    this.keys = [stream, delayed];
  }

  /** Calls `done` when the message is in the queue, or with why it is not: QueueFullError, MessagingUnavailableError. */
  add(json: string, done: (error?: unknown) => void): void {
    this.turn.add({ json, done });
  }

  /** One piece after the other: a later one must not get in when an earlier one found the queue full. */
  private async append(messages: readonly Waiting[]): Promise<void> {
    let full = false;
    for (const some of pieces(messages, atOnce)) full = await this.appendSome(some, full);
  }

  /** Resolves with whether the queue is full. */
  private async appendSome(messages: readonly Waiting[], full: boolean): Promise<boolean> {
    const { name, maxLength } = this.queue;
    try {
      const args = [maxLength, ...messages.map(({ json }) => json)];
      const appended = full ? 0 : Number(await appendScript.run(this.redis, this.keys, args));
      messages.forEach(({ done }, at) =>
        at < appended ? done() : done(new QueueFullError(name, maxLength)),
      );
      return appended < messages.length;
    } catch (error) {
      for (const { done } of messages) done(new MessagingUnavailableError('send', error));
      return full;
    }
  }
}
