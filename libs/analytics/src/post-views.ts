/** A post, or an album as one post, with its views; null where no source gives them. */
export interface PostViews {
  /** Same for all items of an album; null for a single post. */
  readonly albumId: string | null;
  readonly postedAt: Date;
  readonly views: number | null;
  /** When the views were read. */
  readonly viewsAt: Date | null;
  readonly deleted: boolean;
}

/**
 * One entry a post: deleted ones left out, the items of an album taken together with the most views any of them has.
 * The order of the result is that of each post's first appearance.
 */
export function asPosts<T extends PostViews>(messages: readonly T[]): T[] {
  const posts = new Map<string, T>();
  for (const [index, message] of messages.entries()) {
    if (message.deleted) continue;
    const key = message.albumId ?? `single-${index}`;
    const known = posts.get(key);
    if (known === undefined || (message.views ?? -1) > (known.views ?? -1)) posts.set(key, message);
  }
  return [...posts.values()];
}
