import assert from 'node:assert/strict';
import type { ChannelRef, FigureSource, PostReading, ShownCount } from './figure-source.js';

/** A source over a channel that the suite knows, with posts of which the suite knows nothing. */
export interface SourceUnderTest {
  readonly source: FigureSource;
  readonly channel: ChannelRef;
  /** What the channel is like, exactly. */
  readonly expected: { readonly subscribers: number; readonly title: string };
  /** A channel that doesn't exist. */
  readonly missing: ChannelRef;
}

/** One thing that every source promises. */
export interface SourceCheck {
  readonly name: string;
  /** @throws when the promise is broken */
  check(under: SourceUnderTest): Promise<void>;
}

/** What every source promises, whatever it reads from: the one suite for all of them, for any test runner. */
export const sourceChecks: readonly SourceCheck[] = [
  {
    name: 'says that it can try',
    check: async ({ source, channel }) => {
      assert.equal(source.unfitFor(channel), undefined);
    },
  },
  {
    name: 'reads the channel with the time and its own name',
    check: async ({ source, channel, expected }) => {
      const reading = await source.readChannel(channel);
      assert.equal(reading.source, source.name);
      assert.equal(reading.title ?? expected.title, expected.title);
      assert.equal(reading.username ?? channel.username, channel.username);
      assert.ok(reading.at instanceof Date);
      const subscribers = source.capabilities.has('subscribers') ? expected.subscribers : undefined;
      assert.equal(reading.subscribers?.value, subscribers);
    },
  },
  {
    name: 'rejects with a code for a channel that does not exist',
    check: ({ source, missing }) => assert.rejects(source.readChannel(missing), hasCode(/^E_/)),
  },
  {
    name: 'ends when its caller gives up',
    check: ({ source, channel }) =>
      assert.rejects(source.readChannel(channel, { signal: AbortSignal.abort() }), hasCode(/ABORTED$/)),
  },
  {
    name: 'gives posts newest first and each once, or says that it has none to give',
    check: async ({ source, channel }) => {
      if (!source.capabilities.has('posts')) {
        await assert.rejects(collect(source.readPosts(channel)), hasCode(/^E_SOURCE_NOT_SUPPORTED$/));
        return;
      }
      const posts = await collect(source.readPosts(channel));
      const ids = posts.map(({ messageId }) => messageId);
      assert.ok(ids.length > 0);
      assert.deepEqual(
        ids,
        [...new Set(ids)].sort((a, b) => b - a),
      );
      for (const post of posts) checkPost(post, source);
    },
  },
  {
    name: 'keeps to the limit and to the age asked for',
    check: async ({ source, channel }) => {
      if (!source.capabilities.has('posts')) return;
      const all = await collect(source.readPosts(channel));
      assert.equal((await collect(source.readPosts(channel, { limit: 2 }))).length, 2);
      const since = all[1]?.postedAt ?? new Date();
      const young = await collect(source.readPosts(channel, { since }));
      assert.ok(young.every(({ postedAt }) => postedAt >= since));
      assert.ok(young.length < all.length);
    },
  },
];

/** Everything an iterable gives, in order. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function hasCode(pattern: RegExp): (error: unknown) => boolean {
  return (error) => pattern.test((error as { code?: string }).code ?? '');
}

function checkPost(post: PostReading, source: FigureSource): void {
  assert.equal(post.source, source.name);
  assert.ok(post.excerpt.length <= 120);
  assert.ok(!Number.isNaN(post.postedAt.getTime()));
  if (post.views !== null) checkCount(post.views);
  for (const { count } of post.reactions ?? []) checkCount(count);
}

function checkCount({ value, low, high }: ShownCount): void {
  assert.ok(low <= value && value <= high);
}
