import { Server, type MessageHandler } from '@nestjs/microservices';
import type { Redis } from 'ioredis';
import { HandlerRegistry } from '../handlers/handler-registry.js';
import { WORK_TRANSPORT, type HandlerExtras } from '../handlers/handler.decorators.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';

/** The work transport's server. */
export class WorkServer extends Server {
  override readonly transportId = WORK_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  /** How many handlers each pattern has. */
  readonly registry = new HandlerRegistry();

  constructor(
    private readonly redis: Redis,
    private readonly options: ResolvedMessagingOptions,
  ) {
    super();
  }

  override addHandler(
    pattern: string,
    callback: MessageHandler,
    isEventHandler = false,
    extras: HandlerExtras = {},
  ): void {
    this.registry.add(this.normalizePattern(pattern));
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    callback();
  }

  async close(): Promise<void> {}

  on(): void {
    throw new Error('Status is observable through `status`.');
  }

  unwrap<T = Redis>(): T {
    return this.redis as T;
  }
}
