import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PostReading } from '../sources/figure-source.js';
import { parsePreviewPage } from './parse-preview-page.js';
import type { PreviewPage } from './preview-page.js';

const folder = join(process.env['RECORDINGS_DIR'] ?? '', 'preview');
const isThere = process.env['RECORDINGS_DIR'] !== undefined && existsSync(folder);
const now = new Date('2026-11-23T12:00:00Z');

const expectedReaction = z.object({
  kind: z.string(),
  count: z.string(),
  emoji_id: z.string().optional(),
  emoji: z.string().optional(),
});
const expectedPosts = z.object({
  posts: z.array(
    z.looseObject({
      data_post: z.string(),
      datetime: z.string(),
      views: z.string(),
      kinds: z.array(z.string()),
      edited: z.boolean().optional(),
      reactions: z.array(z.looseObject(expectedReaction.shape)),
    }),
  ),
});
type Expected = z.infer<typeof expectedPosts>['posts'][number];

function pagesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return path.endsWith('.html') ? [path] : [];
  return readdirSync(path)
    .sort()
    .flatMap((name) => pagesUnder(join(path, name)));
}

function read(...path: string[]): PreviewPage | undefined {
  return parsePreviewPage(readFileSync(join(folder, ...path), 'utf8'), now);
}

function checkPost(post: PostReading, expected: Expected): void {
  expect(post.messageId).toBe(Number(expected.data_post.split('/')[1]));
  expect(post.postedAt).toEqual(new Date(expected.datetime));
  expect(post.views?.shown).toBe(expected.views);
  expect(post.edited).toBe(expected.edited ?? false);
  const kinds = expected.kinds.filter(
    (kind) => !['album', 'reply', 'forward', 'link_preview'].includes(kind),
  );
  expect(post.kind).toBe(kinds[0] === 'gif' ? 'animation' : kinds[0]);
  expect(post.reactions?.map(({ count }) => count.shown)).toEqual(
    expected.reactions.map(({ count }) => count),
  );
  const keys = expected.reactions.map((one) =>
    one.kind === 'custom_emoji' ? `custom:${one.emoji_id}` : one.kind,
  );
  for (const [index, key] of keys.entries()) {
    if (key === 'paid' || key.startsWith('custom:')) expect(post.reactions?.[index]?.key).toBe(key);
  }
}

if (isThere) {
  describe('recorded preview pages', () => {
    it.each(pagesUnder(folder))('%s is read without a guess', (path) => {
      const html = readFileSync(path, 'utf8');
      const page = parsePreviewPage(html, now);
      const messages = html.match(/\sdata-post="/g)?.length ?? 0;
      expect(page?.posts.length ?? 0).toBe(messages - (page?.serviceMessages ?? 0));
      expect(page?.unreadable ?? 0).toBe(0);
      const counters = html.match(/"tgme_widget_message_views"/g)?.length ?? 0;
      // Parts of messages have no wrap, and so no post to count for.
      if (messages > 0) expect(page?.posts.filter(({ views }) => views !== null)).toHaveLength(counters);
      for (const { views } of page?.posts ?? []) expect(views?.value).not.toBe(0);
    });

    it('of a channel with 109K subscribers: 12 posts, 2 of them albums', () => {
      const page = read('any2feed', 'full.html');
      expect(page).toMatchObject({ kind: 'channel', username: 'topwar_official', before: 70_989 });
      expect(page?.subscribers).toMatchObject({ shown: '109K', low: 108_500, high: 109_499 });
      expect(page?.posts).toHaveLength(12);
      expect(page?.posts.map(({ albumMessageIds }) => albumMessageIds.length).filter(Boolean)).toEqual([
        3, 6,
      ]);
      const views = page?.posts.map((post) => post.views?.value ?? 0) ?? [];
      expect([Math.min(...views), Math.max(...views)]).toEqual([14_900, 37_200]);
    });

    it('of a test channel: 3 posts with 5 reactions in all', () => {
      const posts = read('lifemodel', 'telegram-test-channel.html')?.posts ?? [];
      expect(posts).toHaveLength(3);
      expect(posts.flatMap(({ reactions }) => reactions ?? [])).toHaveLength(5);
    });

    it('that are landing pages tell the exact subscribers', () => {
      expect(read('metascraper', 'channel.html')).toMatchObject({
        kind: 'landing',
        username: 'unlimitedhangout',
        subscribers: { value: 2_805, shown: '2 805' },
      });
      expect(read('metascraper', 'no-iframe-2022.html')?.subscribers?.value).toBe(2_875);
    });

    const fragments = isThere ? pagesUnder(join(folder, 'hortay', 'fragments')) : [];
    it.each(fragments)('%s reads as a person read it', (path) => {
      const page = parsePreviewPage(readFileSync(path, 'utf8'), now);
      expect(page?.posts.length).toBeGreaterThan(0);
      const [channel] = /data-post="([^/]+)/.exec(readFileSync(path, 'utf8'))?.slice(1) ?? [];
      const source = readFileSync(join(folder, 'hortay', `${channel}.expect.json`), 'utf8');
      const { posts } = expectedPosts.parse(JSON.parse(source));
      for (const post of page?.posts ?? []) {
        const expected = posts.find(({ data_post: name }) => name === `${channel}/${post.messageId}`);
        expect(expected).toBeDefined();
        if (expected !== undefined) checkPost(post, expected);
      }
    });
  });
} else {
  it.skip('recorded preview pages: skipped because RECORDINGS_DIR is not set', () => undefined);
}
