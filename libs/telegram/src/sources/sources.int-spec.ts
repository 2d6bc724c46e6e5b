import { startBotApi, type BotApiDouble } from '../client/bot-api-double.contract.js';
import { createTelegramClient } from '../client/create-telegram-client.js';
import { TelegramApi } from '../client/telegram-api.js';
import { TelegramLimiter } from '../limiter/telegram-limiter.js';
import { albumItem, sampleLanding, sampleMessage, samplePage } from '../preview/sample-pages.contract.js';
import { BotApiSource } from './bot-api.source.js';
import { startPages, type PageServer } from './page-server.contract.js';
import { PreviewSource } from './preview.source.js';
import { collect } from './source.checks.js';
import { describeSource } from './source.contract.js';

const channel = { id: '-1001234567890', username: 'our_channel' };
const missing = { id: '-1009999999999', username: 'nobody_here' };
const token = '123456:AAsecret-of-the-bot';

let server: PageServer;
let api: BotApiDouble;

beforeAll(async () => {
  server = await startPages();
  api = await startBotApi();
  const album = `<div class="tgme_widget_message_grouped_wrap">${albumItem('photo', 8)}${albumItem('photo', 9)}</div>`;
  server.pages.set('/our_channel', sampleLanding('Our channel', '1 234 subscribers'));
  server.pages.set('/nobody_here', sampleLanding('Telegram', '@nobody_here', 'nobody_here'));
  server.pages.set('/s/nobody_here', samplePage({ name: 'nobody_here', messages: [] }));
  server.pages.set(
    '/s/our_channel',
    samplePage({
      before: 6,
      messages: [
        sampleMessage({ id: 6, text: 'Six', at: '2026-11-20T06:00:00+00:00' }),
        sampleMessage({ id: 7, text: 'pinned', views: '', service: true }),
        sampleMessage({ id: 8, media: album, text: 'Eight', at: '2026-11-20T08:00:00+00:00' }),
      ],
    }),
  );
  server.pages.set(
    '/s/our_channel?before=6',
    samplePage({
      messages: [
        sampleMessage({ id: 2, text: 'Two', at: '2026-11-18T06:00:00+00:00' }),
        // The page before overlaps: what was read already must not come again.
        sampleMessage({ id: 6, text: 'Six', at: '2026-11-20T06:00:00+00:00' }),
      ],
    }),
  );
});
afterAll(async () => {
  await server.stop();
  await api.stop();
});

describeSource('PreviewSource', async () => ({
  source: new PreviewSource({ root: server.root }),
  channel,
  missing,
}));

describeSource('BotApiSource', async () => {
  const limiter = new TelegramLimiter({ token, localShare: 1 });
  const client = createTelegramClient({ token, apiRoot: api.root, limiter });
  const refused = {
    status: 400,
    body: { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
  };
  api.answer('getChatMemberCount', { body: { ok: true, result: 1_234 } }, refused);
  return { source: new BotApiSource(new TelegramApi(client)), channel, missing };
});

describe('PreviewSource', () => {
  const source = (changes = {}) => new PreviewSource({ root: server.root, ...changes });
  const posts = (name: string, from = source()) => collect(from.readPosts({ id: '-1', username: name }));
  const serve = (name: string, page: string) => server.pages.set(`/s/${name}`, page);

  it('follows the link to older posts, counts an album once and leaves service messages out', async () => {
    const read = await posts('our_channel');
    expect(read.map(({ messageId, albumMessageIds }) => [messageId, albumMessageIds])).toEqual([
      [8, [8, 9]],
      [6, []],
      [2, []],
    ]);
  });

  it('tells a page without posts from one that it can not read', async () => {
    await expect(posts('nobody_here')).rejects.toMatchObject({ code: 'E_PREVIEW_NO_POSTS' });
    serve('changed', samplePage({ messages: [sampleMessage({ id: 1, views: 'lots' })] }));
    await expect(posts('changed')).rejects.toMatchObject({ code: 'E_PREVIEW_UNREADABLE' });
    serve('no_page', '<html><body>Something else</body></html>');
    await expect(posts('no_page')).rejects.toMatchObject({ code: 'E_PREVIEW_UNREADABLE' });
    const whole = samplePage({ messages: [sampleMessage({ id: 1 })] });
    serve('cut_off', whole.slice(0, whole.length - 200));
    await expect(posts('cut_off')).rejects.toMatchObject({ code: 'E_PREVIEW_UNREADABLE' });
  });

  it('takes a redirect to the landing page as a channel without preview', async () => {
    server.pages.set('/s/shy_channel', (_request, response) => {
      response.writeHead(302, { location: '/shy_channel' }).end();
    });
    await expect(posts('shy_channel')).rejects.toMatchObject({ code: 'E_PREVIEW_NO_POSTS' });
  });

  it.each([
    ['an error of the server', 'failing', 503, 'E_PREVIEW_UNAVAILABLE'],
    ['no answer in time', 'hanging', undefined, 'E_PREVIEW_UNAVAILABLE'],
    ['a page without end', 'endless', 200, 'E_PREVIEW_TOO_LARGE'],
  ])('says what is wrong with %s', async (_name, name, status, code) => {
    server.pages.set(`/s/${name}`, (_request, response) => {
      if (status !== undefined) response.writeHead(status).end('x'.repeat(5_000));
    });
    await expect(posts(name, source({ timeoutMs: 200, maxBytes: 4_000 }))).rejects.toMatchObject({ code });
  });

  it('asks under an honest name, and again only for what changed', async () => {
    const page = samplePage({ messages: [sampleMessage({ id: 1, text: 'One' })] });
    server.pages.set('/s/steady', ({ headers }, response) => {
      if (headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"v1"' }).end(page);
    });
    const kept = source();
    const first = await posts('steady', kept);
    const second = await posts('steady', kept);
    expect(second.map(({ messageId }) => messageId)).toEqual(first.map(({ messageId }) => messageId));
    const asked = server.requests.filter(({ url }) => url === '/s/steady');
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"v1"']);
    expect(asked[0]?.headers['user-agent']).toContain('AnalyticBot');
  });

  it('lets time pass between pages, one after the other', async () => {
    const slow = source({ pauseMs: 150 });
    const before = server.requests.length;
    await Promise.all([slow.readChannel(channel), slow.readChannel(channel), slow.readChannel(channel)]);
    const [first, , third] = server.requests.slice(before);
    expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(280);
  });

  it('reads a single post, and none where it is gone', async () => {
    server.pages.set(
      '/our_channel/6?embed=1&mode=tme',
      `<html><body class="widget_frame_base">${sampleMessage({ id: 6, text: 'Six' })}</body></html>`,
    );
    server.pages.set(
      '/our_channel/7?embed=1&mode=tme',
      '<html><body><div class="tgme_widget_message_error">Post not found</div></body></html>',
    );
    await expect(source().readPost(channel, 6)).resolves.toMatchObject({ messageId: 6, excerpt: 'Six' });
    await expect(source().readPost(channel, 7)).resolves.toBeUndefined();
    server.pages.set('/our_channel/9?embed=1&mode=tme', sampleMessage({ id: 9, views: 'lots' }));
    await expect(source().readPost(channel, 9)).rejects.toMatchObject({ code: 'E_PREVIEW_UNREADABLE' });
  });

  it('has nothing to read of a private channel', async () => {
    expect(source().unfitFor({ id: '-1' })).toBe('private-channel');
    await expect(source().readChannel({ id: '-1' })).rejects.toMatchObject({ code: 'E_SOURCE_NO_USERNAME' });
    await expect(source().readChannel({ id: '-1', username: '../etc' })).rejects.toMatchObject({
      code: 'E_SOURCE_NO_USERNAME',
    });
  });
});
