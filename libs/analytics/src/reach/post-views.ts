import { oneEach } from '../one-each.js';

/** A post, or an album as one post, with its views; null where no source gives them. */
export interface PostViews {
  /** Its number within the channel: what is listed twice counts once, as it was read last. */
  readonly messageId: number;
  /** Same for all items of an album; null for a single post. */
  readonly albumId: string | null;
  readonly postedAt: Date;
  readonly views: number | null;
  /** When the views were read. */
  readonly viewsAt: Date | null;
  readonly deleted: boolean;
}

/**
 * One entry a post: deleted ones left out, the items of an album taken together as the one that has the most views, published
 * when the first of them was. The order of the result is that of each post's first appearance.
 */
export function asPosts<T extends PostViews>(messages: readonly T[]): T[] {
  return oneEach(standing(messages), ({ albumId, messageId }) => albumId ?? messageId, joinItems);
}

/** Each message once, as it was read last; what was ever seen deleted is gone. */
export function standing<T extends PostViews>(messages: readonly T[]): T[] {
  return oneEach(messages, ({ messageId }) => messageId, readLast).filter(({ deleted }) => !deleted);
}

function readLast<T extends PostViews>(one: T, other: T): T {
  if (one.deleted !== other.deleted) return one.deleted ? one : other;
  const [first, second] = [one.viewsAt?.getTime() ?? -1, other.viewsAt?.getTime() ?? -1];
  if (first !== second) return first > second ? one : other;
  return (one.views ?? -1) >= (other.views ?? -1) ? one : other;
}

function joinItems<T extends PostViews>(one: T, other: T): T {
  const [first, second] = [one.views ?? -1, other.views ?? -1];
  const isOne = first === second ? one.messageId < other.messageId : first > second;
  const postedAt = one.postedAt < other.postedAt ? one.postedAt : other.postedAt;
  return { ...(isOne ? one : other), postedAt };
}
