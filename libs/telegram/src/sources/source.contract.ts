import type { ChannelRef, FigureSource, PostReading, ShownCount } from './figure-source.js';

/** A source over a channel that the suite knows: 1 234 subscribers, and posts of which the suite knows nothing. */
export interface SourceUnderTest {
  readonly source: FigureSource;
  readonly channel: ChannelRef;
  /** A channel that doesn't exist. */
  readonly missing: ChannelRef;
}

/** What every source promises, whatever it reads from. */
export function describeSource(name: string, start: () => Promise<SourceUnderTest>): void {
  describe(`${name} as a source`, () => {
    let under: SourceUnderTest;
    beforeAll(async () => {
      under = await start();
    });

    const allPosts = (query = {}): Promise<PostReading[]> =>
      collect(under.source.readPosts(under.channel, query));

    it('says who it is and that it can try', () => {
      expect(under.source.unfitFor(under.channel)).toBeUndefined();
    });

    it('reads the channel with the time and its own name', async () => {
      const reading = await under.source.readChannel(under.channel);
      expect(reading.source).toBe(under.source.name);
      expect(reading.title ?? 'Our channel').toBe('Our channel');
      expect(reading.username ?? 'our_channel').toBe('our_channel');
      expect(reading.at).toBeInstanceOf(Date);
      if (under.source.capabilities.has('subscribers')) expect(reading.subscribers?.value).toBe(1_234);
      else expect(reading.subscribers).toBeUndefined();
    });

    it('rejects with a code for a channel that does not exist', async () => {
      await expect(under.source.readChannel(under.missing)).rejects.toMatchObject({
        code: expect.stringMatching(/^E_/),
      });
    });

    it('ends when its caller gives up', async () => {
      await expect(
        under.source.readChannel(under.channel, { signal: AbortSignal.abort() }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/ABORTED$/) });
    });

    it('gives posts newest first and each once, or says that it has none to give', async () => {
      if (!under.source.capabilities.has('posts')) {
        await expect(allPosts()).rejects.toMatchObject({ code: 'E_SOURCE_NOT_SUPPORTED' });
        return;
      }
      const posts = await allPosts();
      const ids = posts.map(({ messageId }) => messageId);
      expect(ids.length).toBeGreaterThan(0);
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a));
      for (const post of posts) checkPost(post, under.source);
    });

    it('keeps to the limit and to the age asked for', async () => {
      if (!under.source.capabilities.has('posts')) return;
      const all = await allPosts();
      expect(await allPosts({ limit: 2 })).toHaveLength(2);
      const since = all[1]?.postedAt ?? new Date();
      const young = await allPosts({ since });
      expect(young.every(({ postedAt }) => postedAt >= since)).toBe(true);
      expect(young.length).toBeLessThan(all.length);
    });
  });
}

/** Everything an iterable gives, in order. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function checkPost(post: PostReading, source: FigureSource): void {
  expect(post.source).toBe(source.name);
  expect(post.excerpt.length).toBeLessThanOrEqual(120);
  expect(Number.isNaN(post.postedAt.getTime())).toBe(false);
  if (post.views !== null) checkCount(post.views);
  for (const { count } of post.reactions ?? []) checkCount(count);
}

function checkCount({ value, low, high }: ShownCount): void {
  expect(low).toBeLessThanOrEqual(value);
  expect(high).toBeGreaterThanOrEqual(value);
}
