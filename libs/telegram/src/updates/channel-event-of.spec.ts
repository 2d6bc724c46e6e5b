import fc from 'fast-check';
import { channelEventOf } from './channel-event-of.js';
import { updateKinds } from './update-kinds.js';

const chat = { id: -1001234567890, type: 'channel', title: 'Our channel', username: 'our_channel' };
const user = { id: 4242, is_bot: false, first_name: 'Ada' };
const member = (status: string, more: object = {}) => ({ status, user, ...more });
const date = 1_790_000_000;
const iso = '2026-09-21T14:13:20.000Z';

const post = (content: object) =>
  channelEventOf({ update_id: 9, channel_post: { message_id: 3, chat, date, ...content } });
const moved = (from: object, to: object, more: object = {}) =>
  channelEventOf({
    update_id: 9,
    chat_member: { chat, from: user, date, old_chat_member: from, new_chat_member: to, ...more },
  });

describe('posts', () => {
  it('are read with their time, kind and beginning', () => {
    expect(post({ text: 'Hello\n\n  world' })).toEqual({
      type: 'post',
      updateId: '9',
      channelId: '-1001234567890',
      channel: { type: 'channel', title: 'Our channel', username: 'our_channel' },
      at: iso,
      messageId: 3,
      postedAt: iso,
      editedAt: null,
      kind: 'text',
      mediaGroupId: null,
      excerpt: 'Hello world',
    });
  });

  it.each([
    [{ photo: [], caption: 'seen' }, 'photo'],
    [{ animation: {}, document: {} }, 'animation'],
    [{ video_note: {} }, 'video-note'],
    [{ venue: {}, location: {} }, 'location'],
    [{ dice: {} }, 'other'],
  ])('are of the kind that %p makes them', (content, kind) => {
    expect(post(content)).toMatchObject({ kind });
  });

  it('of an album share its id', () => {
    expect(post({ photo: [], media_group_id: '13' })).toMatchObject({ mediaGroupId: '13' });
  });

  it('that were edited say when, and when they first appeared', () => {
    const edited = { message_id: 3, chat, date, edit_date: date + 60, text: 'x' };
    expect(channelEventOf({ update_id: 9, edited_channel_post: edited })).toMatchObject({
      type: 'post-edited',
      postedAt: iso,
      editedAt: '2026-09-21T14:14:20.000Z',
    });
  });

  it('are cut to 120 characters, and never through an emoji', () => {
    const event = post({ text: '🎉'.repeat(100) });
    const excerpt = 'excerpt' in event ? event.excerpt : '';
    expect(excerpt.length).toBeLessThanOrEqual(120);
    expect(excerpt).toMatch(/^(🎉)+…$/u);
  });

  it('are not made of service messages', () => {
    expect(post({ pinned_message: { message_id: 1 } })).toEqual({ ignored: 'service-message' });
    expect(post({ new_chat_title: 'New' })).toEqual({ ignored: 'service-message' });
  });
});

it('reads all reactions of a post by emoji, custom emoji and stars', () => {
  const reactions = [
    { type: { type: 'emoji', emoji: '👍' }, total_count: 5 },
    { type: { type: 'custom_emoji', custom_emoji_id: '53' }, total_count: 2 },
    { type: { type: 'paid' }, total_count: 1 },
  ];
  const update = { update_id: 9, message_reaction_count: { chat, message_id: 3, date, reactions } };
  expect(channelEventOf(update)).toMatchObject({
    type: 'reaction-count',
    messageId: 3,
    counts: { '👍': 5, 'custom:53': 2, paid: 1 },
  });
});

describe('members', () => {
  const link = { invite_link: 'https://t.me/+abc', name: 'Poster', creator: user, is_revoked: false };

  it('join by a link, a request or a folder', () => {
    expect(moved(member('left'), member('member'), { invite_link: link })).toMatchObject({
      type: 'member-joined',
      userId: '4242',
      via: 'link',
      inviteLink: { link: 'https://t.me/+abc', name: 'Poster', expiresAt: null },
    });
    expect(moved(member('left'), member('member'), { via_join_request: true })).toMatchObject({
      via: 'request',
    });
    expect(moved(member('left'), member('member'), { via_chat_folder_invite_link: true })).toMatchObject({
      via: 'folder',
    });
  });

  it.each([
    [member('member'), member('left'), 'member-left'],
    [member('member'), member('kicked'), 'member-left'],
    [member('restricted', { is_member: true }), member('left'), 'member-left'],
    [member('restricted', { is_member: false }), member('member'), 'member-joined'],
    [member('kicked'), member('administrator'), 'member-joined'],
  ])('moved from %j to %j', (from, to, type) => {
    expect(moved(from, to)).toMatchObject({ type });
  });

  it.each([
    [member('left'), member('kicked')],
    [member('member'), member('administrator')],
    [member('restricted', { is_member: false }), member('left')],
  ])('who stay where they are, from %j to %j, are no event', (from, to) => {
    expect(moved(from, to)).toEqual({ ignored: 'status-unchanged' });
  });
});

it('reads boosts and their end', () => {
  const boost = {
    boost_id: 'b',
    add_date: date,
    expiration_date: date + 60,
    source: { source: 'premium', user },
  };
  expect(channelEventOf({ update_id: 9, chat_boost: { chat, boost } })).toMatchObject({
    type: 'boost',
    boostId: 'b',
    source: 'premium',
    expiresAt: '2026-09-21T14:14:20.000Z',
  });
  const removed = { chat, boost_id: 'b', remove_date: date, source: { source: 'gift_code' } };
  expect(channelEventOf({ update_id: 9, removed_chat_boost: removed })).toMatchObject({
    type: 'boost-removed',
    at: iso,
  });
});

describe('what is no event', () => {
  it.each([
    ['a message', { message: { chat, date } }, 'not-a-channel-event'],
    ['a post without a date', { channel_post: { message_id: 1, chat } }, 'incomplete'],
    ['a post from 1970', { channel_post: { message_id: 1, chat, date: 0, text: 'x' } }, 'incomplete'],
    [
      'a post in a private chat',
      { channel_post: { message_id: 1, chat: { ...chat, type: 'private' }, date } },
      'not-a-channel',
    ],
    ["one person's reaction", { message_reaction: { chat, date } }, 'single-reaction'],
  ])('%s', (_name, content, ignored) => {
    expect(channelEventOf({ update_id: 9, ...content })).toEqual({ ignored });
  });

  it('is never an exception', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(updateKinds)), (content, kind) => {
        expect(channelEventOf({ update_id: 9, [kind]: content })).toBeInstanceOf(Object);
      }),
    );
  });
});
