/** Bounds and order of one work queue. Every service that sends to it or consumes it must use the same definition. */
export interface QueueDefinition {
  readonly name: string;
  /** Messages of one key are processed in order, one at a time, across replicas; other keys run in parallel. */
  readonly ordered: boolean;
  /** Unprocessed messages above which sending fails with `QueueFullError`. */
  readonly maxLength: number;
  /** A message whose consumer was silent for this long is given to another one. Running handlers extend it by themselves. */
  readonly visibilityMs: number;
  /** Messages one replica may have in hand at once. */
  readonly prefetch: number;
  /** Runs, failed or abandoned, after which an event is a dead letter. */
  readonly maxAttempts: number;
  /** Wait before the second run; doubles with each further one, up to 60 s. */
  readonly backoffMs: number;
}

/** The name and what differs from the defaults. */
export type QueueSettings = Pick<QueueDefinition, 'name'> & Partial<QueueDefinition>;

const defaults = {
  ordered: false,
  maxLength: 10_000,
  visibilityMs: 30_000,
  prefetch: 32,
  maxAttempts: 5,
  backoffMs: 500,
} as const;

/** What one Lua call can take as arguments, with room to spare. */
const maxPrefetch = 5_000;

/**
 * Completes a queue's settings.
 * @default ordered false, maxLength 10 000, visibilityMs 30 000, prefetch 32, maxAttempts 5, backoffMs 500
 * @throws RangeError when a bound is not a positive integer, or the name could break the keys built from it.
 */
export function defineQueue(settings: QueueSettings): QueueDefinition {
  const queue = { ...defaults, ...settings };
  if (!/^[\w.-]+$/.test(queue.name)) {
    throw new RangeError(`Queue name "${queue.name}" may hold only letters, digits, "_", "." and "-".`);
  }
  for (const bound of ['maxLength', 'visibilityMs', 'prefetch', 'maxAttempts', 'backoffMs'] as const) {
    if (!Number.isInteger(queue[bound]) || queue[bound] < 1) {
      throw new RangeError(
        `Queue "${queue.name}": ${bound} must be a positive integer, got ${queue[bound]}.`,
      );
    }
  }
  if (queue.prefetch > maxPrefetch) {
    throw new RangeError(
      `Queue "${queue.name}": prefetch may be ${maxPrefetch} at most, got ${queue.prefetch}.`,
    );
  }
  return queue;
}
