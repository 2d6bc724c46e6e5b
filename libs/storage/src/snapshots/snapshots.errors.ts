import type { StoredSnapshots } from './snapshot.types.js';

/** A snapshot that the database refuses for its content. */
export interface RefusedSnapshot {
  readonly channelId: string;
  readonly messageId: number;
  readonly takenAt: Date;
  readonly source: string;
  /** The driver's error, with its SQLSTATE in `code`. */
  readonly cause: unknown;
}

/** Some of a batch's snapshots can't be stored; all the others are. Storing the refused ones again fails again: mend or leave them out. */
export class SnapshotsRefusedError extends Error {
  override readonly name = 'SnapshotsRefusedError';
  readonly code = 'E_SNAPSHOTS_REFUSED';

  /** @param stored what landed. @param refused what didn't, each with its reason */
  constructor(
    readonly stored: StoredSnapshots,
    readonly refused: readonly RefusedSnapshot[],
  ) {
    const first = refused[0];
    super(
      `The database refuses ${refused.length} snapshots for their content, the first of message ${first?.messageId} of channel ${first?.channelId}; ` +
        'all others are stored. Storing these again fails again: see `refused` for the reasons, then mend or leave them out.',
      { cause: first?.cause },
    );
  }
}
