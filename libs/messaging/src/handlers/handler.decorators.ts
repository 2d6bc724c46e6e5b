import { applyDecorators } from '@nestjs/common';
import { EventPattern, MessagePattern, Transport } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import type { EventContract, NewsContract, RequestContract, WorkContract } from '../contract/contract.js';
import { keepFailure } from './keep-failure.js';
import type { BatchOptions, BatchOutcome } from './work-message.js';

/** The work transport's id: what `@MessagePattern(…, WORK_TRANSPORT)` binds a handler to. */
export const WORK_TRANSPORT = Symbol.for('messaging.work');

/** What our decorators leave in Nest's pattern extras for the server. */
export interface HandlerExtras {
  readonly contract?: WorkContract;
  /** The queue of a handler without a contract: `@MessagePattern('ping', WORK_TRANSPORT, { queue: 'tools' })`. */
  readonly queue?: string;
  readonly batch?: Required<BatchOptions>;
}

type Handler<Result> = <T extends (...args: never[]) => Result | Promise<Result> | Observable<Result>>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<T>,
) => void;

function bind<Result>(...decorators: MethodDecorator[]): Handler<Result> {
  return applyDecorators(...decorators) as Handler<Result>;
}

/**
 * The one handler of a request. `@Payload()` is the parsed request, `@Ctx()` a `WorkContext`; what it returns is the
 * reply. It fails by name with `WorkFailure`; any other error reaches the caller as `E_INTERNAL` without its text.
 */
export function RequestHandler<Q, R>(contract: RequestContract<Q, R>): Handler<R> {
  const extras: HandlerExtras = { contract };
  return bind(keepFailure as MethodDecorator, MessagePattern(contract.pattern, WORK_TRANSPORT, extras));
}

/**
 * The one handler of an event. `@Payload()` is the parsed event, `@Ctx()` a `WorkContext`. Returning acknowledges the
 * event; throwing has it retried after the queue's back-off, and at last kept as a dead letter.
 */
export function EventHandler<E>(contract: EventContract<E>): Handler<unknown> {
  const extras: HandlerExtras = { contract };
  return bind(
    keepFailure as MethodDecorator,
    EventPattern(contract.pattern, WORK_TRANSPORT, extras) as MethodDecorator,
  );
}

/**
 * Like `EventHandler`, with `@Payload()` an array of `WorkMessage`. It returns nothing, or the failed ones. When it
 * throws, its messages are run again one by one, so that a poisoned one does not take the others down.
 */
export function BatchHandler<E>(
  contract: EventContract<E>,
  options: BatchOptions = {},
): Handler<BatchOutcome> {
  const batch = { size: options.size ?? 100, waitMs: options.waitMs ?? 20 };
  const extras: HandlerExtras = { contract, batch };
  return bind(
    keepFailure as MethodDecorator,
    EventPattern(contract.pattern, WORK_TRANSPORT, extras) as MethodDecorator,
  );
}

/** The one handler of a piece of news in this process; every replica has its own. `@Payload()` is the parsed news. */
export function NewsHandler<N>(contract: NewsContract<N>): Handler<unknown> {
  return bind(EventPattern(contract.pattern, Transport.REDIS, { news: contract }) as MethodDecorator);
}
