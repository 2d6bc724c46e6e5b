/** One message as a batch handler gets it. */
export interface WorkMessage<T> {
  /** The message's own id, stable over every delivery of it. Key effects by it. */
  readonly id: string;
  readonly payload: T;
  /** 1 at the first run. Counts failed runs and runs whose consumer went away. */
  readonly attempt: number;
  readonly correlationId: string;
  /** When it was sent, by the sender's clock, in milliseconds since the epoch. */
  readonly sentAt: number;
}

/** Why one message of a batch failed. */
export interface BatchFailure {
  /** The `WorkMessage.id`. */
  readonly id: string;
  readonly error: unknown;
}

/** What a batch handler returns: nothing (all are acknowledged), or the messages that failed and are to be retried. */
export type BatchOutcome = void | undefined | { readonly failed: readonly BatchFailure[] };

/** How a batch gathers. */
export interface BatchOptions {
  /** Most messages handed over at once; never more than the queue's `prefetch`. @default 100 */
  readonly size?: number;
  /** How long the first message waits for others, in milliseconds. @default 20 */
  readonly waitMs?: number;
}
