import { readMarks } from '@analyticbot/refresh';
import type { KnownPost, PostSnapshot } from '@analyticbot/storage';

const minute = 60_000;

/** Which of the figures just read are stored, and which messages were looked at without news. */
export interface SparseSnapshots {
  readonly store: readonly PostSnapshot[];
  /** Messages whose figures are as they were, with the moment of the look. */
  readonly looked: readonly { readonly messageId: number; readonly at: Date }[];
}

/**
 * Stores a plateau by its two ends. An unchanged figure is only noted as looked at; when it changes, the end of the plateau
 * is stored beside the new figure. Interpolation between stored figures therefore gives what interpolation between all
 * figures would. So that a quiet post is no gap either, one unchanged figure is stored a day, one at every quarter of a
 * post's age, and one at every age at which reach is defined.
 */
export function sparseSnapshots(
  read: readonly PostSnapshot[],
  known: ReadonlyMap<number, KnownPost>,
): SparseSnapshots {
  const store: PostSnapshot[] = [];
  const looked: { messageId: number; at: Date }[] = [];
  for (const snapshot of read) {
    const before = known.get(snapshot.messageId);
    const isSame = before !== undefined && isUnchanged(before, snapshot);
    if (before !== undefined && isSame && !isWorthStoring(before, snapshot)) {
      looked.push({ messageId: snapshot.messageId, at: snapshot.takenAt });
      continue;
    }
    if (before !== undefined && !isSame) store.push(...endOfPlateau(before, snapshot));
    store.push(snapshot);
  }
  return { store, looked };
}

function isUnchanged(before: KnownPost, now: PostSnapshot): boolean {
  return (
    before.viewsSource === now.source &&
    before.views === now.views &&
    before.viewsLow === now.viewsLow &&
    before.viewsHigh === now.viewsHigh &&
    before.forwards === now.forwards &&
    before.replies === now.replies
  );
}

function isWorthStoring({ storedAt }: KnownPost, { takenAt, postedAt }: PostSnapshot): boolean {
  if (storedAt === null) return true;
  if (storedAt.toISOString().slice(0, 10) !== takenAt.toISOString().slice(0, 10)) return true;
  const [age, storedAge] = [takenAt.getTime() - postedAt.getTime(), storedAt.getTime() - postedAt.getTime()];
  if (readMarks.some((mark) => storedAge < mark && mark <= age)) return true;
  return age - storedAge >= Math.max(30 * minute, age / 4);
}

/** The last look that saw the old figure, where it was not stored then. */
function endOfPlateau(before: KnownPost, now: PostSnapshot): PostSnapshot[] {
  const { readAt, storedAt, views, viewsSource } = before;
  if (readAt === null || storedAt === null || views === null || viewsSource !== now.source) return [];
  if (readAt <= storedAt || readAt >= now.takenAt) return [];
  const { viewsLow, viewsHigh, viewsShown, forwards, replies } = before;
  return [{ ...now, takenAt: readAt, views, viewsLow, viewsHigh, viewsShown, forwards, replies }];
}
