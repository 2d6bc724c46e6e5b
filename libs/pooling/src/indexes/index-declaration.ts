/**
 * An index that makes a query fast but that nothing needs in order to be right. Its parts are written into SQL as they
 * are: constants only. A changed definition wants a new name; the old one is dropped by a migration.
 */
export interface IndexDeclaration {
  readonly name: string;
  readonly table: string;
  /** What follows the table's name, such as `(channel_id, posted_at DESC) INCLUDE (views)` or `USING brin (taken_at)`. */
  readonly definition: string;
  readonly unique?: boolean | undefined;
  /** The query that needs it, for the report on unused indexes. */
  readonly reason: string;
}

/** What became of a declared index. `busy`: another replica is at it. */
export interface IndexOutcome {
  readonly name: string;
  readonly outcome: 'present' | 'created' | 'rebuilt' | 'busy' | 'failed';
  readonly durationMs: number;
  /** For `failed`: the database's own words. */
  readonly because?: string | undefined;
}
