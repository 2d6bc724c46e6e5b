/** Values with these tags that were loaded under a lower generation are out of date. */
export interface InvalidationMessage {
  /** The replica that invalidated; it skips its own messages. */
  readonly origin: string;
  readonly tags: readonly { readonly tag: string; readonly generation: number }[];
}

/**
 * Carries invalidations to every replica at once. Messages may be lost, doubled or reordered: generations in Redis
 * repair that. The application makes one over its own messaging.
 */
export interface InvalidationBus {
  /** May reject; the cache logs it and goes on. */
  publish(message: InvalidationMessage): Promise<void> | void;
  /** Calls the listener for every message, of any replica. Returns a function that ends it. */
  subscribe(listener: (message: InvalidationMessage) => void): () => void;
  /**
   * Since when messages have arrived without a gap (milliseconds since the epoch), or undefined while they don't. Without
   * this method the cache checks generations in Redis at most every `revalidateMs`, as if the bus were down.
   */
  healthySince?(): number | undefined;
}
