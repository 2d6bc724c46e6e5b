import { BaseRpcContext } from '@nestjs/microservices';

/** What is known about the message (or the batch) a handler is given. */
export interface Delivery {
  readonly queue: string;
  readonly pattern: string;
  /** The messages' own ids: one, or those of the batch. */
  readonly ids: readonly string[];
  /** 1 at the first run; in a batch, the highest of its messages. */
  readonly attempt: number;
  /** Of the message; of the first one in a batch. */
  readonly correlationId: string;
  /** When it was sent, by the sender's clock, in milliseconds since the epoch. */
  readonly sentAt: number;
  /** The key that orders the queue, where it has one. */
  readonly key: string | undefined;
  /** Milliseconds the caller of a request was still waiting when the handler began; undefined for events. */
  readonly remainingMs: number | undefined;
  /** What a dispatch hook of the sending client attached. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** `@Ctx()` of a work handler. */
export class WorkContext extends BaseRpcContext<[Delivery]> {
  constructor(readonly delivery: Delivery) {
    super([delivery]);
  }
}
