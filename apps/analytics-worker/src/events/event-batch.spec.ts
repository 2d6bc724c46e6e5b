import { channelsWithChangedAdministrators, eventBatchOf } from './event-batch.js';

const key = Buffer.alloc(32, 7);
const channel = { id: -1001234567890, type: 'channel', title: 'News', username: 'news' };
const person = { id: 5_550_001, is_bot: false, first_name: 'P' };

const post = (updateId: number, text: string) => ({
  update_id: updateId,
  channel_post: { message_id: 10, date: 1_790_000_000, chat: channel, text },
});

const membership = (updateId: number, from: string, to: string) => ({
  update_id: updateId,
  chat_member: {
    chat: channel,
    from: person,
    date: 1_790_000_000,
    old_chat_member: { status: from, user: person },
    new_chat_member: { status: to, user: person },
    invite_link: {
      invite_link: 'https://t.me/+abc',
      creator: person,
      creates_join_request: false,
      is_primary: false,
      is_revoked: false,
      name: 'spring',
    },
  },
});

describe('eventBatchOf', () => {
  it('turns posts, joins and leaves into rows with ids as text', () => {
    const batch = eventBatchOf(
      [post(1, 'hello'), membership(2, 'left', 'member'), membership(3, 'member', 'left')],
      key,
    );
    expect(batch.posts).toEqual([
      expect.objectContaining({
        channelId: '-1001234567890',
        messageId: 10,
        excerpt: 'hello',
        updateId: '1',
      }),
    ]);
    expect(batch.memberships?.map(({ kind, updateId }) => [kind, updateId])).toEqual([
      ['join', '2'],
      ['leave', '3'],
    ]);
    expect(batch.inviteLinks?.[0]).toMatchObject({ link: 'https://t.me/+abc', name: 'spring' });
    expect(batch.channels?.[0]).toMatchObject({ id: '-1001234567890', title: 'News', username: 'news' });
  });

  it('keeps no trace of who a member is, and recognises them again', () => {
    const batch = eventBatchOf([membership(2, 'left', 'member'), membership(3, 'member', 'left')], key);
    expect(JSON.stringify(batch)).not.toContain('5550001');
    const [joined, left] = batch.memberships ?? [];
    expect(joined?.memberHash.equals(left?.memberHash ?? Buffer.alloc(0))).toBe(true);
    const [elsewhere] =
      eventBatchOf([membership(2, 'left', 'member')], Buffer.alloc(32, 8)).memberships ?? [];
    expect(joined?.memberHash.equals(elsewhere?.memberHash ?? Buffer.alloc(0))).toBe(false);
  });

  it('takes edits and reactions for a sign that a post is there, and boosts without their giver', () => {
    const { channel_post: fresh } = post(1, 'x');
    const source = { source: 'premium', user: person };
    const boost = { boost_id: 'b', add_date: 1_790_000_000, expiration_date: 1_790_900_000, source };
    const batch = eventBatchOf(
      [
        post(1, 'x'),
        { update_id: 2, edited_channel_post: { ...fresh, message_id: 11, edit_date: 1_790_000_060 } },
        {
          update_id: 3,
          message_reaction_count: { chat: channel, message_id: 12, date: 1_790_000_070, reactions: [] },
        },
        { update_id: 4, chat_boost: { chat: channel, boost } },
        {
          update_id: 5,
          removed_chat_boost: { chat: channel, boost_id: 'b', remove_date: 1_790_000_080, source },
        },
      ],
      key,
    );
    expect(batch.sightings?.map(({ messageId, at }) => [messageId, at.getTime() / 1000])).toEqual([
      [11, 1_790_000_060],
      [12, 1_790_000_070],
    ]);
    expect(batch.boosts?.map(({ boostId, expiresAt }) => [boostId, expiresAt?.getTime()])).toEqual([
      ['b', 1_790_900_000_000],
      ['b', undefined],
    ]);
    expect(JSON.stringify(batch.boosts)).not.toContain('5550001');
  });

  it('leaves nothing behind of what says nothing we keep', () => {
    const batch = eventBatchOf(
      [{ update_id: 9, channel_post: { nonsense: true } }, membership(4, 'member', 'restricted')],
      key,
    );
    expect(batch.posts).toEqual([]);
  });
});

describe('channelsWithChangedAdministrators', () => {
  it('names a channel once, however many rights changed', () => {
    const updates = [membership(1, 'member', 'administrator'), membership(2, 'administrator', 'left')];
    expect(channelsWithChangedAdministrators(updates)).toEqual(['-1001234567890']);
  });

  it('does not mind joins, posts and nonsense', () => {
    const updates = [membership(1, 'left', 'member'), post(2, 'x'), { update_id: 3, chat_member: {} }];
    expect(channelsWithChangedAdministrators(updates)).toEqual([]);
  });
});
