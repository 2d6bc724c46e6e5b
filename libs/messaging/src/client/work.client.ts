import { randomUUID } from 'node:crypto';
import { ClientProxy, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import {
  MessagingUnavailableError,
  QueueFullError,
  RequestTimeoutError,
} from '../contract/messaging.errors.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import { openBlockingConnection } from '../redis/connection.js';
import { replyKey } from '../redis/keys.js';
import { whenReady } from '../redis/when-ready.js';
import { readAnswer } from './answer.js';
import { maxPendingRequests, PendingRequests } from './pending-requests.js';
import { ReplyListener } from './reply-listener.js';
import { contractOf, WorkRecord, type WorkTarget } from './work-record.js';
import type { WorkSender } from './work-sender.js';

const defaultTimeoutMs = 10_000;

/**
 * Nest's `ClientProxy` over work queues. `send` and `emit` take a contract, or `{ queue, pattern }`, as pattern, and
 * plain data or a `WorkRecord`. Errors are those of `WorkBus`, which is the typed way to use it.
 */
export class WorkClient extends ClientProxy {
  private readonly pending = new PendingRequests();
  private readonly replyTo: string;
  private readonly replies: ReplyListener;

  constructor(
    private readonly redis: Redis,
    private readonly sender: WorkSender,
    private readonly options: ResolvedMessagingOptions,
  ) {
    super();
    const name = `${options.service}:${options.replicaId}:${randomUUID()}`;
    this.replyTo = replyKey(options.keyPrefix, name);
    this.replies = new ReplyListener(
      () => openBlockingConnection(options.redisUrl, `${name}:replies`),
      this.replyTo,
      (reply) => this.pending.resolve(reply),
    );
  }

  /** Resolves when Redis takes commands. @throws MessagingUnavailableError after `commandTimeoutMs` */
  async connect(): Promise<void> {
    await this.connectWithin(this.options.commandTimeoutMs);
  }

  /**
   * Resolves when Redis takes commands, with what is left of `budgetMs`.
   * @throws MessagingUnavailableError after `commandTimeoutMs`, or `budgetMs` if that is shorter
   */
  async connectWithin(budgetMs: number): Promise<number> {
    if (this.redis.status === 'ready') return budgetMs;
    const began = performance.now();
    try {
      await whenReady(this.redis, Math.min(budgetMs, this.options.commandTimeoutMs));
    } catch (error) {
      throw new MessagingUnavailableError('connect', error);
    }
    return Math.max(1, budgetMs - (performance.now() - began));
  }

  /** Ends the open requests with `MessagingUnavailableError` and stops listening for answers. */
  async close(): Promise<void> {
    this.pending.failAll(new MessagingUnavailableError('request', new Error('The client was closed.')));
    await this.replies.close();
  }

  /** The connection that sends. */
  unwrap<T = Redis>(): T {
    return this.redis as T;
  }

  /** Appends an event; see `WorkBus.publish`. */
  async append(target: WorkTarget, record: WorkRecord<unknown>): Promise<{ accepted: boolean }> {
    if (this.redis.status !== 'ready') await this.connect();
    return this.dispatchEvent(this.createPacket(target, record));
  }

  /** Asks and resolves with the answer, without the observable of `send`; see `WorkBus.request`. */
  request<R>(target: WorkTarget, record: WorkRecord<unknown>, signal?: AbortSignal): Promise<R> {
    if (this.redis.status !== 'ready') return this.requestLater(target, record, signal);
    if (signal) return this.requestUntil(target, record, signal);
    return new Promise<R>((resolve, reject) => void this.ask(target, record, resolve, reject));
  }

  private requestUntil<R>(target: WorkTarget, record: WorkRecord<unknown>, signal: AbortSignal): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      signal.throwIfAborted();
      let forget = (): void => undefined;
      const abort = (): void => {
        forget();
        reject(signal.reason);
      };
      const answered =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          signal.removeEventListener('abort', abort);
          settle(value);
        };
      signal.addEventListener('abort', abort, { once: true });
      // May answer at once, so the listener is there before.
      forget = this.ask(target, record, answered(resolve), answered(reject));
    });
  }

  /** Returns how to stop waiting. */
  private ask<R>(
    target: WorkTarget,
    record: WorkRecord<unknown>,
    resolve: (reply: R) => void,
    reject: (error: unknown) => void,
  ): () => void {
    return this.publish(this.createPacket(target, record), ({ err, response }) => {
      if (err == null) resolve(response as R);
      else reject(err);
    });
  }

  /** What waiting for the connection takes comes off the caller's time. */
  private async requestLater<R>(
    target: WorkTarget,
    record: WorkRecord<unknown>,
    signal: AbortSignal | undefined,
  ): Promise<R> {
    signal?.throwIfAborted();
    const timeoutMs = await this.connectWithin(budgetOf(target, record));
    return this.request(target, new WorkRecord(record.data, { ...record.options, timeoutMs }), signal);
  }

  protected publish(packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    const target: WorkTarget = packet.pattern;
    const record = recordOf(packet.data);
    const budgetMs = budgetOf(target, record);
    if (this.pending.size >= maxPendingRequests) {
      callback({ err: new QueueFullError(target.queue, maxPendingRequests), isDisposed: true });
      return () => undefined;
    }
    const id = this.sender.ids.next();
    this.replies.start();
    this.pending.add(
      id,
      budgetMs,
      (answer) => callback(readAnswer(target, answer)),
      () => new RequestTimeoutError(target.pattern, budgetMs),
    );
    const request = { id, replyTo: this.replyTo, budgetMs };
    this.sender.send({ target, record, metadata: packet.metadata, request }, (error) => {
      if (error !== undefined) this.pending.fail(id, error);
    });
    return () => this.pending.forget(id);
  }

  protected dispatchEvent<T = { accepted: boolean }>(packet: ReadPacket): Promise<T> {
    const target: WorkTarget = packet.pattern;
    const outgoing = { target, record: recordOf(packet.data), metadata: packet.metadata };
    return new Promise((resolve, reject) =>
      this.sender.send(outgoing, (error, accepted) =>
        error === undefined ? resolve({ accepted } as T) : reject(error),
      ),
    );
  }
}

/** How long the caller waits: by the message's options, else its contract, else the default. */
function budgetOf(target: WorkTarget, record: WorkRecord<unknown>): number {
  const contract = contractOf(target);
  return record.options.timeoutMs ?? (contract?.kind === 'request' ? contract.timeoutMs : defaultTimeoutMs);
}

function recordOf(data: unknown): WorkRecord<unknown> {
  return data instanceof WorkRecord ? data : new WorkRecord(data);
}
