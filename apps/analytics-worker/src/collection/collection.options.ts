/** How much collection may take. */
export interface CollectionOptions {
  /** Channels one replica reads at the same time. */
  readonly parallel: number;
  /** Calls a second with the bot's token, over all replicas. */
  readonly callsPerSecond: number;
  /** Preview pages a second, over all replicas. */
  readonly pagesPerSecond: number;
  /** Calls over MTProto a second, over all replicas. */
  readonly blocksPerSecond: number;
  /** Days that raw figures are kept; rollups are kept for ever. @default that of storage's `RetentionPolicy` */
  readonly rawDays?: number | undefined;
}

/** Injection token of `CollectionOptions`. */
export const COLLECTION_OPTIONS = Symbol('collection-options');
