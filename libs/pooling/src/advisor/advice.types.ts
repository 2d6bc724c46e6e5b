/** An index that would serve some filter or order. Names are as the catalogue has them, unquoted. */
export interface IndexCandidate {
  readonly schema: string;
  readonly table: string;
  /** Columns in index order: those compared for equality, then one range or the sort order. */
  readonly columns: readonly { readonly name: string; readonly descending: boolean }[];
}

/** How a cost after was found. `hypothetical` and `copy` are the planner's own figures, `estimate` is our arithmetic. */
export type TrialMethod = 'hypothetical' | 'copy' | 'estimate';

/** The planner's cost (its own unit) of a statement without and with an index. */
export interface Trial {
  readonly method: TrialMethod;
  readonly before: number;
  readonly after: number;
  /** What the figures rest on, for people. */
  readonly basis: string;
}

/** What an index costs its writers, and the disk. */
export interface WriteOverhead {
  /** Rows written a day that would touch the index as well, over the time the server has counted, at least a day. */
  readonly rowsPerDay: number;
  /** Indexes each written row goes into now. */
  readonly indexesNow: number;
  /** Estimated from the statistics: rows × (column widths + 12 bytes) ÷ 0.9. */
  readonly sizeBytes: number;
}

/** An index worth having, and why. */
export interface Proposal {
  readonly name: string;
  readonly candidate: IndexCandidate;
  /** What would be run. */
  readonly ddl: string;
  /** The statement that gains, normalised: no parameters. */
  readonly statement: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly trial: Trial;
  readonly overhead: WriteOverhead;
}

/** What came of applying a proposal. The costs are the planner's, on the real table. */
export interface Applied {
  readonly outcome: 'kept' | 'dropped' | 'failed';
  readonly before: number;
  readonly after: number;
  readonly because: string;
}

/** The advisor's findings. */
export interface Advice {
  readonly proposals: readonly Proposal[];
  /** Statements that could not be judged, and why. */
  readonly skipped: readonly { readonly statement: string; readonly because: string }[];
  readonly examined: number;
}
