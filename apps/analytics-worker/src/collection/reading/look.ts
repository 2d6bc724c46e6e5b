import type { KnownPost } from '@analyticbot/storage';
import type { PostReading, SourceName } from '@analyticbot/telegram';

/** More than this part of a page missing is rather a page we can't read than a day of deletions. */
const mostMissing = 0.3;
const alwaysBelieved = 2;

/** How far back a look goes: down to `since`; all that lies there and later counts as looked for. */
export interface Depth {
  readonly since: Date;
}

/** The post, or the album as one post, that each known message belongs to, newest first. */
export function groupedPosts(known: readonly KnownPost[]): KnownPost[][] {
  const groups = new Map<string, KnownPost[]>();
  for (const post of known) {
    const key = post.mediaGroupId ?? `single-${post.messageId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [post]);
    else group.push(post);
  }
  return [...groups.values()];
}

/** How deep to look when the newest `count` posts are wanted; undefined when no post is known: then the first page says. */
export function depthOf(known: readonly KnownPost[], count: number): Depth | undefined {
  const groups = groupedPosts(known).slice(0, count);
  const oldest = groups.at(-1)?.map(({ postedAt }) => postedAt.getTime());
  return oldest === undefined ? undefined : { since: new Date(Math.min(...oldest)) };
}

/**
 * Known messages that a look over [depth, now] should have shown and did not. Only those count whose views this very source
 * has shown before, that lie between posts it showed now, and that are not suspiciously many.
 */
export function missingFrom(
  known: readonly KnownPost[],
  seen: readonly PostReading[],
  source: SourceName,
): number[] {
  const shown = new Set(seen.flatMap((post) => [post.messageId, ...post.albumMessageIds]));
  if (shown.size === 0) return [];
  const [oldest, newest] = [Math.min(...shown), Math.max(...shown)];
  const expected = groupedPosts(known).filter((group) =>
    group.every(({ messageId }) => messageId > oldest && messageId < newest),
  );
  const missing = expected.filter(
    (group) =>
      group.every(({ messageId }) => !shown.has(messageId)) &&
      group.some(({ views, viewsSource }) => views !== null && viewsSource === source),
  );
  const isBelievable = missing.length <= Math.max(alwaysBelieved, expected.length * mostMissing);
  return isBelievable ? missing.flatMap((group) => group.map(({ messageId }) => messageId)) : [];
}
