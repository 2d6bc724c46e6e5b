import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Schema, WorkContract } from '../contract/contract.js';
import { currentCorrelationId } from '../contract/correlation.js';
import type { Envelope } from '../contract/envelope.js';
import {
  MessagingError,
  MessagingUnavailableError,
  QueueFullError,
  UnknownQueueError,
} from '../contract/messaging.errors.js';
import { parsePayload, toJson } from '../contract/payload.js';
import type { QueueDefinition } from '../contract/queue-definition.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import type { MessagingMetrics } from '../metrics/messaging.metrics.js';
import { queueKeys } from '../redis/keys.js';
import { published, publishScript } from '../scripts/publish.lua.js';
import { AppendBuffer } from './append-buffer.js';
import { MessageIds } from './message-ids.js';
import { contractOf, type WorkRecord, type WorkTarget } from './work-record.js';

/** What is to be sent. */
export interface Outgoing {
  readonly target: WorkTarget;
  readonly record: WorkRecord<unknown>;
  readonly metadata: Record<string, string> | undefined;
  /** For requests: their id, where the answer goes, and how long the caller waits. */
  readonly request?: { readonly id: string; readonly replyTo: string; readonly budgetMs: number };
}

/** Told once what became of a message: `false` when its id was sent before, an error when it was not appended. */
export type Sent = (error: unknown, accepted: boolean) => void;

/** Checks a message, gives it its envelope and appends it to its queue. */
export class WorkSender {
  private readonly queues: ReadonlyMap<string, QueueDefinition>;
  private readonly buffers: ReadonlyMap<string, AppendBuffer>;
  /** Of the messages that are sent here. */
  readonly ids = new MessageIds();

  constructor(
    private readonly redis: Redis,
    private readonly options: ResolvedMessagingOptions,
    private readonly metrics: MessagingMetrics,
  ) {
    this.queues = new Map(options.queues.map((queue) => [queue.name, queue]));
    const plain = options.queues.filter(({ ordered }) => !ordered);
    this.buffers = new Map(
      plain.map((queue) => [queue.name, new AppendBuffer(redis, queue, options.keyPrefix)]),
    );
  }

  /** Sends a message; `sent` is called once, with one of the errors of `WorkBus` or without. Never throws. */
  send(outgoing: Outgoing, sent: Sent): void {
    const { target, record } = outgoing;
    const done = (error: unknown, accepted = true): void => {
      if (error === undefined && accepted) this.metrics.sent(target.queue, target.pattern);
      sent(error, accepted);
    };
    try {
      const queue = this.queues.get(target.queue);
      if (!queue) throw new UnknownQueueError(target.queue);
      const envelope = this.envelope(outgoing);
      const json = toJson(envelope.pattern, envelope, this.options.maxPayloadBytes + envelopeBytes);
      const once = record.options.id !== undefined && !outgoing.request;
      const buffer = once ? undefined : this.buffers.get(queue.name);
      if (buffer) buffer.add(json, done);
      else this.append(queue, envelope, json, once).then((accepted) => done(undefined, accepted), done);
    } catch (error) {
      done(error, false);
    }
  }

  private envelope({ target, record, metadata, request }: Outgoing): Envelope {
    const contract = contractOf(target);
    const { options } = record;
    const id = request?.id ?? options.id ?? this.ids.next();
    return {
      id,
      kind: request ? 'request' : 'event',
      pattern: target.pattern,
      version: contract?.version ?? 1,
      payload: contract ? parsePayload(target.pattern, payloadSchema(contract), record.data) : record.data,
      correlationId: options.correlationId ?? currentCorrelationId() ?? id,
      sentAt: Date.now(),
      key: options.key,
      replyTo: request?.replyTo,
      budgetMs: request?.budgetMs,
      metadata,
    };
  }

  /** One message by itself: it has a place among others, or an id that may have been sent before. */
  private async append(
    queue: QueueDefinition,
    envelope: Envelope,
    json: string,
    once: boolean,
  ): Promise<boolean> {
    const { keyPrefix, dedupeMs } = this.options;
    const keys = queueKeys(keyPrefix, queue.name);
    const key = envelope.key ?? envelope.id;
    try {
      const answer = await publishScript.run(
        this.redis,
        [
          keys.stream,
          keys.delayed,
          keys.seenPrefix + envelope.id,
          ...(queue.ordered ? [keys.length, keys.keyPrefix + key] : []),
        ],
        [json, queue.maxLength, once ? dedupeMs : 0, randomUUID(), key],
      );
      if (answer === published.full) throw new QueueFullError(queue.name, queue.maxLength);
      return answer !== published.seen;
    } catch (error) {
      throw error instanceof MessagingError ? error : new MessagingUnavailableError('send', error);
    }
  }
}

/** What an envelope may add to its payload: ids, pattern, correlation and hook metadata. */
const envelopeBytes = 4_096;

function payloadSchema(contract: WorkContract): Schema<unknown> {
  return contract.kind === 'request' ? contract.request : contract.payload;
}
