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
import { contractOf, type WorkRecord, type WorkTarget } from './work-record.js';

/** What is to be sent. */
export interface Outgoing {
  readonly target: WorkTarget;
  readonly record: WorkRecord<unknown>;
  readonly metadata: Record<string, string> | undefined;
  /** For requests: their id, where the answer goes, and how long the caller waits. */
  readonly request?: { readonly id: string; readonly replyTo: string; readonly budgetMs: number };
}

/** Checks a message, gives it its envelope and appends it to its queue. */
export class WorkSender {
  private readonly queues: ReadonlyMap<string, QueueDefinition>;

  constructor(
    private readonly redis: Redis,
    private readonly options: ResolvedMessagingOptions,
    private readonly metrics: MessagingMetrics,
  ) {
    this.queues = new Map(options.queues.map((queue) => [queue.name, queue]));
  }

  /** Resolves with whether the message was appended; false when its id was sent before. @throws the errors of `WorkBus` */
  async send(outgoing: Outgoing): Promise<boolean> {
    const { target, record } = outgoing;
    const queue = this.queues.get(target.queue);
    if (!queue) throw new UnknownQueueError(target.queue);
    const envelope = this.envelope(outgoing);
    const answer = await this.append(queue, envelope, record.options.id !== undefined && !outgoing.request);
    if (answer === published.full) throw new QueueFullError(queue.name, queue.maxLength);
    if (answer === published.seen) return false;
    this.metrics.sent(queue.name, target.pattern);
    return true;
  }

  private envelope({ target, record, metadata, request }: Outgoing): Envelope {
    const contract = contractOf(target);
    const { options } = record;
    const id = request?.id ?? options.id ?? randomUUID();
    return {
      id,
      kind: request ? 'request' : 'event',
      pattern: target.pattern,
      version: contract?.version ?? 1,
      payload: contract ? parsePayload(target.pattern, payloadSchema(contract), record.data) : record.data,
      correlationId: options.correlationId ?? currentCorrelationId() ?? randomUUID(),
      sentAt: Date.now(),
      ...(options.key === undefined ? {} : { key: options.key }),
      ...(request ? { replyTo: request.replyTo, budgetMs: request.budgetMs } : {}),
      ...(metadata ? { metadata } : {}),
    };
  }

  private async append(queue: QueueDefinition, envelope: Envelope, once: boolean): Promise<unknown> {
    const { keyPrefix, maxPayloadBytes, dedupeMs } = this.options;
    const keys = queueKeys(keyPrefix, queue.name);
    const key = envelope.key ?? envelope.id;
    const json = toJson(envelope.pattern, envelope, maxPayloadBytes + envelopeBytes);
    try {
      return await publishScript.run(
        this.redis,
        [
          keys.stream,
          keys.delayed,
          keys.seenPrefix + envelope.id,
          ...(queue.ordered ? [keys.length, keys.keyPrefix + key] : []),
        ],
        [json, queue.maxLength, once ? dedupeMs : 0, randomUUID(), key],
      );
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
