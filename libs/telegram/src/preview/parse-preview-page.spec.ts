import fc from 'fast-check';
import type { PostReading } from '../sources/figure-source.js';
import { parsePreviewPage } from './parse-preview-page.js';
import {
  albumItem,
  sampleLanding,
  sampleMessage,
  samplePage,
  type SampleMessage,
} from './sample-pages.contract.js';

const now = new Date('2026-11-23T12:00:00Z');
const read = (messages: string[], before?: number) => parsePreviewPage(samplePage({ messages, before }), now);

/** The only post of a page with one message. */
function post(message: Partial<SampleMessage>): PostReading | undefined {
  return read([sampleMessage({ id: 5, ...message })])?.posts[0];
}

describe('a list of posts', () => {
  it('tells the channel, its rounded subscribers, its posts and where older ones are', () => {
    const page = read([sampleMessage({ id: 3, text: 'One' }), sampleMessage({ id: 5, text: 'Two' })], 3);
    expect(page).toMatchObject({
      kind: 'channel',
      title: 'Our channel',
      username: 'our_channel',
      subscribers: { shown: '12.3K', low: 12_250, high: 12_349 },
      before: 3,
      serviceMessages: 0,
      unreadable: 0,
    });
    expect(page?.posts.map(({ messageId, excerpt }) => [messageId, excerpt])).toEqual([
      [3, 'One'],
      [5, 'Two'],
    ]);
  });

  it('gives a post its time, views and source', () => {
    expect(post({ at: '2026-11-20T10:05:06+00:00', views: '37.2K', text: 'Hi' })).toEqual({
      source: 'preview',
      at: now,
      messageId: 5,
      albumMessageIds: [],
      postedAt: new Date('2026-11-20T10:05:06Z'),
      edited: false,
      kind: 'text',
      excerpt: 'Hi',
      views: { value: 37_200, low: 37_150, high: 37_249, shown: '37.2K' },
      reactions: [],
    });
  });

  it('has no views where the page shows none', () => {
    expect(post({ views: '' })?.views).toBeNull();
  });

  it('does not count service messages as posts', () => {
    const page = read([sampleMessage({ id: 1, text: 'Ann pinned «x»', views: '', service: true })]);
    expect(page).toMatchObject({ posts: [], serviceMessages: 1 });
  });

  it('counts an album as one post with all its ids, and takes its nested text once', () => {
    const media = `<div class="tgme_widget_message_grouped_wrap">${albumItem('video', 5)}${albumItem('photo', 6)}${albumItem('photo', 8)}</div>`;
    const text = '<div class="tgme_widget_message_text js-message_text" dir="auto">Three</div>';
    expect(post({ media, text })).toMatchObject({
      messageId: 5,
      albumMessageIds: [5, 6, 8],
      kind: 'video',
      excerpt: 'Three',
    });
  });

  it('reads the text of a reply, not of what it answers', () => {
    const media = `<a class="tgme_widget_message_reply user-color-default" href="https://t.me/our_channel/2"><i class="tgme_widget_message_reply_thumb"></i>
      <div class="tgme_widget_message_author accent_color"><span class="tgme_widget_message_author_name" dir="auto">Our channel</span></div>
      <div class="tgme_widget_message_metatext js-message_reply_text" dir="auto">The question</div></a>`;
    expect(post({ media, text: 'The answer' })).toMatchObject({ excerpt: 'The answer', kind: 'text' });
    const quoted = media.replace('tgme_widget_message_metatext', 'tgme_widget_message_text');
    expect(post({ media: quoted, text: 'The answer' })?.excerpt).toBe('The answer');
  });

  it('is not misled by the video of a link preview', () => {
    const after = `<a class="tgme_widget_message_link_preview" href="https://t.me/other/1"><div class="link_preview_video_player js-message_video_player tgme_widget_message_video_player"></div>
      <div class="link_preview_title">Other</div><span class="tgme_widget_message_views">9M</span></a>`;
    expect(post({ text: 'See this', after, views: '857' })).toMatchObject({
      kind: 'text',
      views: { value: 857 },
    });
  });

  it('tells reactions by emoji, custom emoji and stars', () => {
    const reactions = `<span class="tgme_reaction tgme_reaction_paid"><i class="icon icon-telegram-stars"></i>7.96K</span>
      <span class="tgme_reaction"><i class="emoji" style="background-image:url('x')"><b>👍</b></i>10</span>
      <span class="tgme_reaction"><tg-emoji emoji-id="5314"></tg-emoji>39.4K</span>`;
    expect(post({ reactions })?.reactions?.map(({ key, count }) => [key, count.value])).toEqual([
      ['paid', 7_960],
      ['👍', 10],
      ['custom:5314', 39_400],
    ]);
  });

  it('knows edited posts, and is not misled by a signature', () => {
    expect(post({ meta: 'edited &nbsp;' })?.edited).toBe(true);
    const signed = '<span class="tgme_widget_message_from_author" dir="auto">edited by Ed</span>,&nbsp;';
    expect(post({ meta: signed })?.edited).toBe(false);
  });

  it.each([
    ['<a class="tgme_widget_message_photo_wrap" href="#"></a>', 'photo'],
    [
      '<a class="tgme_widget_message_video_player"><time class="message_video_duration">0:10</time></a>',
      'video',
    ],
    ['<a class="tgme_widget_message_video_player"><video loop></video></a>', 'animation'],
    ['<div class="tgme_widget_message_roundvideo_player"></div>', 'video-note'],
    ['<a class="tgme_widget_message_voice_player"></a>', 'voice'],
    [
      '<a class="tgme_widget_message_document_wrap"><div class="tgme_widget_message_document_icon"></div></a>',
      'document',
    ],
    ['<div class="tgme_widget_message_sticker_wrap"></div>', 'sticker'],
    [
      '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Which?</div></div>',
      'poll',
    ],
  ])('sees what kind of post it is: %s', (media, kind) => {
    expect(post({ media })?.kind).toBe(kind);
  });

  it('takes a poll by its question', () => {
    const media =
      '<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">Which?</div></div>';
    expect(post({ media })?.excerpt).toBe('Which?');
  });
});

describe('markup we do not know', () => {
  it.each([
    ['a counter that is no number', { views: 'many' }],
    ['no date', { at: 'yesterday' }],
  ])('%s makes the message unreadable, never a zero', (_name, message) => {
    expect(read([sampleMessage({ id: 5, ...message })])).toMatchObject({ posts: [], unreadable: 1 });
  });

  it('leaves a reaction out whose count can not be read', () => {
    const reactions = '<span class="tgme_reaction"><i class="emoji"><b>👍</b></i>some</span>';
    expect(post({ reactions })?.reactions).toEqual([]);
  });

  it('is no page at all', () => {
    expect(parsePreviewPage('', now)).toBeUndefined();
    expect(parsePreviewPage('<html><body>Sorry</body></html>', now)).toBeUndefined();
  });

  it('never throws, however the page is cut', () => {
    const whole = samplePage({ messages: [sampleMessage({ id: 5, text: 'One' })], before: 3 });
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        for (const { views } of parsePreviewPage(whole.slice(0, length), now)?.posts ?? []) {
          expect(views === null || views.value === 1_200).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('a landing page', () => {
  it('tells the exact number of subscribers', () => {
    expect(parsePreviewPage(sampleLanding('Our channel', '2 805 subscribers'), now)).toMatchObject({
      kind: 'landing',
      title: 'Our channel',
      username: 'our_channel',
      subscribers: { value: 2_805, low: 2_805, high: 2_805 },
      posts: [],
    });
  });

  it('has none for a name that nobody has', () => {
    expect(parsePreviewPage(sampleLanding('Nobody', '@nobody'), now)?.subscribers).toBeUndefined();
  });
});
