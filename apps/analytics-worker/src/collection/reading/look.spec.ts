import type { KnownPost } from '@analyticbot/storage';
import type { PostReading } from '@analyticbot/telegram';
import { depthOf, groupedPosts, missingFrom } from './look.js';

const postedAt = new Date('2026-11-20T08:00:00Z');

const known = (messageId: number, changes: Partial<KnownPost> = {}): KnownPost => ({
  ...{ messageId, mediaGroupId: null, postedAt: new Date(postedAt.getTime() + messageId * 60_000) },
  ...{ views: 10, viewsLow: 10, viewsHigh: 10, viewsShown: null, viewsSource: 'preview', forwards: null },
  ...{ replies: null, readAt: postedAt, storedAt: postedAt },
  ...changes,
});
const seen = (messageId: number, albumMessageIds: number[] = []): PostReading => ({
  ...{
    source: 'preview',
    at: postedAt,
    messageId,
    albumMessageIds,
    postedAt,
    edited: false,
    kind: 'text',
    excerpt: '',
  },
  views: null,
});

describe('missingFrom', () => {
  const all = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((id) => known(id));
  const without = (...ids: number[]) =>
    all.filter(({ messageId }) => !ids.includes(messageId)).map(({ messageId }) => seen(messageId));

  it('names a post that lies between others and is not shown', () => {
    expect(missingFrom(all, without(5), 'preview')).toEqual([5]);
  });

  it('says nothing of what lies at the ends, or of an empty page', () => {
    expect(missingFrom(all, without(9, 1), 'preview')).toEqual([]);
    expect(missingFrom(all, [], 'preview')).toEqual([]);
  });

  it('does not believe that a third of a page was deleted at once', () => {
    expect(missingFrom(all, without(3, 4, 5), 'preview')).toEqual([]);
  });

  it('knows the items of an album by any of them', () => {
    const album = [known(5, { mediaGroupId: 'a' }), known(4, { mediaGroupId: 'a' })];
    const posts = [known(9), ...album, known(1)];
    expect(missingFrom(posts, [seen(9), seen(4, [4, 5]), seen(1)], 'preview')).toEqual([]);
    expect(missingFrom(posts, [seen(9), seen(1)], 'preview')).toEqual([5, 4]);
  });

  it('does not miss what this source has never shown', () => {
    const unseen = known(5, { viewsSource: 'mtproto' });
    const posts = [known(9), unseen, known(4, { views: null }), known(1)];
    expect(missingFrom(posts, [seen(9), seen(1)], 'preview')).toEqual([]);
  });
});

it('looks as deep as the oldest of the posts that are wanted, an album as one', () => {
  const posts = [known(9), known(8, { mediaGroupId: 'a' }), known(7, { mediaGroupId: 'a' }), known(2)];
  expect(groupedPosts(posts)).toHaveLength(3);
  expect(depthOf(posts, 2)?.since).toEqual(known(7).postedAt);
  expect(depthOf(posts, 20)?.since).toEqual(known(2).postedAt);
  expect(depthOf([], 20)).toBeUndefined();
});
