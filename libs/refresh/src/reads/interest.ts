/**
 * How much somebody cares for a channel's figures now. `live`: somebody looks, or a digest is about to be made; `watched`:
 * somebody looked lately; `idle`: nobody did.
 */
export type Interest = 'live' | 'watched' | 'idle';

/** When people cared for a channel, milliseconds since 1970. */
export interface Wishes {
  /** When somebody last asked for its figures. */
  readonly lookedAt?: number | undefined;
  /** For when somebody wants them fresh next, such as a digest's moment. */
  readonly wantedAt?: number | undefined;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Who looked is likely to look again. */
const liveAfterLookMs = 15 * minute;
/** A digest's figures are read shortly before it is made. */
const liveBeforeWishMs = 15 * minute;
const watchedForMs = 14 * day;

/** The interest in a channel at `now`. */
export function interestAt({ lookedAt, wantedAt }: Wishes, now: number): Interest {
  const sinceLook = lookedAt === undefined ? Number.POSITIVE_INFINITY : now - lookedAt;
  const untilWish = wantedAt === undefined ? Number.POSITIVE_INFINITY : wantedAt - now;
  const isWishNear = untilWish <= liveBeforeWishMs && untilWish >= -liveAfterLookMs;
  if (sinceLook <= liveAfterLookMs || isWishNear) return 'live';
  return sinceLook <= watchedForMs || Math.abs(untilWish) <= watchedForMs ? 'watched' : 'idle';
}
