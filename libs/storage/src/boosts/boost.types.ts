/** A boost was added, prolonged or taken back, at `at`. */
export interface BoostEvent {
  readonly channelId: string;
  readonly boostId: string;
  readonly at: Date;
  readonly source: string;
  /** When it ends; null: it was taken back. */
  readonly expiresAt: Date | null;
}

/** What is known of a channel's boosts. Those from before the bot came are not among them. */
export interface BoostCounts {
  /** Neither ended nor taken back. */
  readonly active: number;
  /** When the first one that is known was added; null: none is. */
  readonly since: Date | null;
}
