import { createChannelSimulation } from '../simulation/index.js';
import {
  type ChannelPreviewView,
  type PreviewPost,
  renderChannelLanding,
  renderChannelPreview,
  renderPostEmbed,
  renderUnknownChannel,
  simulatedPreview,
} from './index.js';

const at = new Date('2026-10-20T18:00:00Z');
const simulation = createChannelSimulation({
  id: -1003,
  seed: 'pages',
  bornAt: new Date('2026-09-01T00:00:00Z'),
  subscribersAtBirth: 12_000,
});
const channel = {
  baseUrl: 'http://127.0.0.1:9000',
  username: 'harbour_news',
  title: 'Harbour & <News>',
  description: 'All about "the harbour"\nWrite to @harbour_editor',
};
const view = simulatedPreview(channel, simulation, at);

const wraps = (html: string) => html.split('<div class="tgme_widget_message_wrap ').slice(1);
const ids = (html: string) =>
  [...html.matchAll(/data-post="harbour_news\/(\d+)"/g)].map((match) => Number(match[1]));
const post = (change: Partial<PreviewPost>): ChannelPreviewView => {
  const only: PreviewPost = {
    type: 'post',
    messageId: 7,
    at: new Date('2026-10-01T09:05:03Z'),
    text: '',
    views: 0,
    edited: false,
    reactions: {},
    pictures: [],
    ...change,
  };
  return { ...view, messagesBefore: () => [only], messageById: (id) => (id === 7 ? only : undefined) };
};

describe('the preview page', () => {
  it('shows the newest 20 messages, and earlier ones through its link, none twice', () => {
    const seen: number[] = [];
    for (let before: number | undefined, more = true; more;) {
      const html = renderChannelPreview(view, before === undefined ? {} : { before });
      const link = /href="\/s\/harbour_news\?before=(\d+)" class="tme_messages_more/.exec(html);
      expect(ids(html).length).toBeLessThanOrEqual(20);
      if (link) expect(ids(html)).toHaveLength(20);
      seen.unshift(...ids(html));
      before = Number(link?.[1]);
      more = link !== null;
    }
    expect(seen).toEqual(simulation.messagesBefore(at, 10_000).map((message) => message.messageId));
  });

  it('rounds its counters and says when each post was published', () => {
    const html = renderChannelPreview(view);
    const [shown] = /[\d.]+K subscribers/.exec(html) ?? [];
    expect(shown).toMatch(/^1[\d.]{1,3}K subscribers$/);
    for (const wrap of wraps(html)) {
      const id = ids(wrap)[0] ?? 0;
      const found = simulation.postById(id, at);
      const views = /class="tgme_widget_message_views">([^<]+)</.exec(wrap)?.[1];
      if (!found) expect(views).toBeUndefined();
      else expect(views).toMatch(/^\d+(\.\d+)?K?$/);
      const published = (found ?? simulation.messagesBefore(at, 1, id + 1)[0])?.at;
      const datetime = /<time datetime="([^"]+)"/.exec(wrap)?.[1] ?? '';
      expect(new Date(datetime).getTime()).toBe(Math.floor((published?.getTime() ?? 0) / 1000) * 1000);
    }
  });

  it('lets no text break out of its place', () => {
    const nasty = `<script>alert('1')</script> "quoted" & 'single'`;
    const html = renderChannelPreview({
      ...post({
        text: `${nasty} https://example.org/?a=1&b="2 #tag @someone_else`,
        forwardedFrom: { title: nasty, username: 'x"y' },
        link: { url: 'https://example.org/"onload="x', site: nasty, title: nasty, description: nasty },
        pictures: [{ messageId: 7, url: `x');"><b>` }],
        reactions: { '<': 3 },
      }),
      title: nasty,
      description: nasty,
    });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('"onload');
    expect(html).not.toContain('<b><');
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('href="https://example.org/?a=1&amp;b="');
    expect(html).toContain('href="http://127.0.0.1:9000/someone_else"');
  });

  it('shows an album as one post, its pictures with ids of their own', () => {
    const pictures = [7, 8, 9].map((messageId) => ({ messageId, url: `data:,${messageId}` }));
    const html = renderChannelPreview(post({ pictures, text: 'Three', views: 1050 }));
    expect(ids(html)).toEqual([7]);
    expect([...html.matchAll(/harbour_news\/(\d)\?single/g)].map((match) => match[1])).toEqual([
      '7',
      '8',
      '9',
    ]);
    expect(html.match(/tgme_widget_message_views">/g)).toHaveLength(1);
    expect(html).toContain('>1.05K</span>');
  });

  it('shows what was pinned without views, and edits, reactions, forwards and links of posts', () => {
    const pinned = {
      type: 'service',
      messageId: 9,
      at,
      pinnedMessageId: 7,
      pinnedText: 'Read this\nfirst',
    } as const;
    const service = renderChannelPreview({ ...view, messagesBefore: () => [pinned] });
    expect(service).toContain('pinned <a href="http://127.0.0.1:9000/harbour_news/7">«Read this»</a>');
    expect(service).not.toContain('tgme_widget_message_views">');

    const html = renderChannelPreview(
      post({
        edited: true,
        views: 2_000_000,
        reactions: { '👍': 1234, '🔥': 5 },
        forwardedFrom: { title: 'Elsewhere', username: 'elsewhere' },
        link: { url: 'https://example.org/a', site: 'Example', title: 'A', description: 'B' },
        video: { posterUrl: 'data:,x', durationSeconds: 65 },
      }),
    );
    for (const part of [
      'edited &nbsp;<a',
      '>2M</span>',
      '<b>👍</b></i>1.23K</span>',
      'Forwarded from&nbsp;<a',
      '<div class="link_preview_title" dir="auto">A</div>',
      'js-message_video_duration">1:05</time>',
      'datetime="2026-10-01T09:05:03+00:00"',
    ])
      expect(html).toContain(part);
  });
});

describe('the other public pages', () => {
  it('landing: the exact number of subscribers', () => {
    const html = renderChannelLanding({ ...view, subscribers: 1_234_567 });
    expect(html).toContain('<div class="tgme_page_extra">1 234 567 subscribers</div>');
    expect(html).toContain('Harbour &amp; &lt;News&gt;');
    expect(html).toContain('href="/s/harbour_news"');
  });

  it('embed: one post with its views, an album also by its later items', () => {
    const album = simulation
      .postsBetween(simulation.spec.bornAt, at)
      .find((found) => found.albumIds.length > 0);
    const html = renderPostEmbed(view, album?.albumIds[1] ?? 0);
    expect(ids(html)).toEqual([album?.messageId]);
    expect(html).toContain('tgme_widget_message_views">');
    expect(renderPostEmbed(view, 999_999)).toContain('Post <b>harbour_news/999999</b> not found');
  });

  it('unknown name: neither posts nor subscribers', () => {
    const html = renderUnknownChannel('nobody<here');
    expect(html).toContain('@nobody&lt;here');
    expect(html).not.toContain('tgme_page_extra">');
    expect(html).not.toContain('tgme_page_title"');
  });
});
