import { type MessageHandler, Server } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import { concatMap, isObservable, lastValueFrom, type Observable } from 'rxjs';
import type { QueueConsumer } from '../consumer/queue-consumer.js';
import { UnknownQueueError } from '../contract/messaging.errors.js';
import type { QueueDefinition } from '../contract/queue-definition.js';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { type HandlerExtras, WORK_TRANSPORT } from '../handlers/handler.decorators.js';
import type { WorkContext } from '../handlers/work-context.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import type { MessagingMetrics } from '../metrics/messaging.metrics.js';
import type { QueueInspector } from '../metrics/queue-inspector.service.js';
import { withDeadline } from '../redis/with-deadline.js';
import { BoundHandler, type Invoke } from '../running/bound-handler.js';
import { createConsumer } from './create-consumer.js';

/** Whether this process consumes a queue at present. */
export interface WorkStatus {
  readonly queue: string;
  readonly consuming: boolean;
}

/** Nest's server side of the work transport: one consumer for each queue that a handler of this app listens to. */
export class WorkServer extends Server {
  override readonly transportId = WORK_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  /** How many handlers each pattern has. */
  readonly registry = new HandlerRegistry();
  private readonly handlers = new Map<string, BoundHandler>();
  private readonly queueNames = new Set<string>();
  private readonly consumers = new Map<string, QueueConsumer>();
  private closing: Promise<void> | undefined;
  /** Without processing hooks a handler is called without what is around them. */
  private hooked = false;
  private stopWatching: (() => void) | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly options: ResolvedMessagingOptions,
    private readonly metrics: MessagingMetrics,
    private readonly inspector: QueueInspector,
  ) {
    super();
  }

  /** One line a consumed queue. */
  workStatus(): WorkStatus[] {
    return [...this.consumers].map(([queue, consumer]) => ({ queue, consuming: consumer.consuming }));
  }

  override setOnProcessingStartHook(...[hook]: Parameters<Server['setOnProcessingStartHook']>): void {
    this.hooked = true;
    super.setOnProcessingStartHook(hook);
  }

  override setOnProcessingEndHook(...[hook]: Parameters<Server['setOnProcessingEndHook']>): void {
    this.hooked = true;
    super.setOnProcessingEndHook(hook);
  }

  override addHandler(
    pattern: string,
    callback: MessageHandler,
    isEventHandler = false,
    extras: HandlerExtras = {},
  ): void {
    super.addHandler(pattern, callback, isEventHandler, extras);
    const name = this.normalizePattern(pattern);
    this.registry.add(name);
    // Further handlers of an event hang on the first, which runs them: see `super.addHandler`.
    if (!isEventHandler || !this.handlers.has(name)) {
      this.handlers.set(name, new BoundHandler(callback, extras, this.invoke));
    }
    const queue = extras.contract?.queue ?? extras.queue;
    if (queue === undefined) return;
    this.queueNames.add(queue);
    this.metrics.declareHandled(queue, name);
  }

  /** Begins to consume. While Redis is away it goes on trying in the background, and the app starts without. */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const queues = [...this.queueNames].map((name) => this.definitionOf(name));
      for (const queue of queues) {
        const consumer = createConsumer(this.redis, this.options, queue, this.metrics, (pattern) =>
          this.handlers.get(pattern),
        );
        this.consumers.set(queue.name, consumer);
        this.inspector.watch(queue.name, () => consumer.inFlight);
      }
      const started = Promise.all([...this.consumers.values()].map((consumer) => consumer.start()));
      this.stopWatching = this.inspector.publish([...this.consumers.keys()]);
      await withDeadline(started, this.options.commandTimeoutMs).catch(() =>
        this.logger.warn('Redis is away: no work is done yet. It will be as soon as Redis is back.'),
      );
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Drains; see `drainMs`. A second call waits for the first. */
  close(): Promise<void> {
    this.closing ??= this.drain();
    return this.closing;
  }

  on(): never {
    throw new Error('The work transport has no events; ask workStatus().');
  }

  /** The connection that acknowledges. */
  unwrap<T = Redis>(): T {
    return this.redis as T;
  }

  private async drain(): Promise<void> {
    this.stopWatching?.();
    await Promise.all([...this.consumers.values()].map((consumer) => consumer.drain(this.options.drainMs)));
  }

  private definitionOf(name: string): QueueDefinition {
    const queue = this.options.queues.find((known) => known.name === name);
    if (!queue) throw new UnknownQueueError(name);
    return queue;
  }

  private readonly invoke: Invoke = (handler, data, context, succeeded, failed, onValue) => {
    if (this.hooked || onValue) {
      this.invokeHooked(handler, data, context, onValue).then(succeeded, failed);
      return;
    }
    handler(data, context).then((result: unknown) => {
      if (isObservable(result)) lastOf(result).then(succeeded, failed);
      else succeeded(result);
    }, failed);
  };

  private invokeHooked(
    handler: MessageHandler,
    data: unknown,
    context: WorkContext,
    onValue: ((value: unknown) => Promise<void>) | undefined,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.runWithProcessingHooks(context, async (end) => {
        try {
          const result: unknown = await handler(data, context);
          if (!isObservable(result)) {
            if (onValue) await onValue(result);
            resolve(result);
            return;
          }
          resolve(
            await lastOf(
              onValue ? result.pipe(concatMap((value) => onValue(value).then(() => value))) : result,
            ),
          );
        } catch (error) {
          reject(error);
        } finally {
          end();
        }
      });
    });
  }
}

function lastOf(result: Observable<unknown>): Promise<unknown> {
  return lastValueFrom(result, { defaultValue: undefined });
}
