import { type TelegramUpdate } from '../state/telegram-objects.js';
import {
  anna,
  closeTestSandboxes,
  daily,
  kitchen,
  rustam,
  startTestSandbox,
  stranger,
  studio,
} from './test-sandbox.js';

const named = [
  'channel_post',
  'edited_channel_post',
  'chat_member',
  'message_reaction_count',
  'my_chat_member',
  'message',
  'chat_boost',
  'removed_chat_boost',
];
const kindOf = (update: TelegramUpdate) => Object.keys(update).find((key) => key !== 'update_id') ?? '';
const bodyOf = (update: TelegramUpdate) =>
  update[kindOf(update)] as { date: number; edit_date?: number; chat: { id: number } };

/** Takes and confirms everything that waits. */
async function drain(sandbox: Awaited<ReturnType<typeof startTestSandbox>>): Promise<TelegramUpdate[]> {
  const all: TelegramUpdate[] = [];
  for (;;) {
    const offset = (all.at(-1)?.update_id ?? 0) + 1;
    const batch = await sandbox.result<TelegramUpdate[]>('getUpdates', { offset, allowed_updates: named });
    if (batch.length === 0) return all;
    all.push(...batch);
  }
}

afterEach(closeTestSandboxes);

describe('the life of channels', () => {
  it('is told in order, once, and only of channels that the bot administers', async () => {
    const sandbox = await startTestSandbox();
    await drain(sandbox);
    await sandbox.post(`/sandbox/channels/${daily}/bot`, { admin: true, byUserId: anna });
    await sandbox.post('/sandbox/clock', { advanceSeconds: 20 * 3600 });
    const day = await drain(sandbox);
    expect(new Set(day.map((update) => bodyOf(update).chat.id))).toEqual(new Set([daily]));
    expect(new Set(day.map(kindOf))).toEqual(
      new Set(['my_chat_member', 'channel_post', 'chat_member', 'message_reaction_count']),
    );
    const events = day.filter((update) => kindOf(update) !== 'message_reaction_count');
    const dates = events.map((update) => bodyOf(update).edit_date ?? bodyOf(update).date);
    expect(dates).toEqual([...dates].sort((a, b) => a - b));
    expect(await drain(sandbox)).toEqual([]);
  });

  it('agrees with the count: joins minus leaves', async () => {
    const sandbox = await startTestSandbox();
    await sandbox.post(`/sandbox/channels/${kitchen}/bot`, { admin: true, byUserId: rustam });
    await drain(sandbox);
    const count = () => sandbox.result<number>('getChatMemberCount', { chat_id: kitchen });
    const before = await count();
    await sandbox.post(`/sandbox/channels/${kitchen}/events`, { kind: 'join', count: 40 });
    await sandbox.post(`/sandbox/channels/${kitchen}/events`, { kind: 'leave', count: 3 });
    await sandbox.post('/sandbox/clock', { advanceSeconds: 20 * 3600 });
    const members = (await drain(sandbox)).filter((update) => kindOf(update) === 'chat_member');
    const change = members.map((update) => {
      const { new_chat_member: next } = update['chat_member'] as { new_chat_member: { status: string } };
      return next.status === 'member' ? 1 : -1;
    });
    expect(members.length).toBeGreaterThanOrEqual(43);
    expect((await count()) - before).toBe(change.reduce((sum, step) => sum + step, 0));
  });

  it('goes on after a demotion without the bot', async () => {
    const sandbox = await startTestSandbox();
    await sandbox.post(`/sandbox/channels/${daily}/bot`, { admin: true, byUserId: anna });
    await sandbox.post(`/sandbox/channels/${daily}/bot`, { admin: false, byUserId: anna });
    await sandbox.post('/sandbox/clock', { advanceSeconds: 20 * 3600 });
    const updates = await drain(sandbox);
    expect(updates).toMatchObject([
      {
        my_chat_member: { old_chat_member: { status: 'left' }, new_chat_member: { status: 'administrator' } },
      },
      {
        my_chat_member: { old_chat_member: { status: 'administrator' }, new_chat_member: { status: 'left' } },
      },
    ]);
  });

  it('can be changed by hand, every kind of event', async () => {
    const sandbox = await startTestSandbox();
    const happen = (body: unknown) => sandbox.post(`/sandbox/channels/${daily}/events`, body);
    const events: [object, string[]][] = [
      [
        { kind: 'post', media: 'album', items: 3, text: 'three' },
        ['channel_post', 'channel_post', 'channel_post'],
      ],
      [{ kind: 'edit', text: 'changed' }, ['edited_channel_post']],
      [{ kind: 'pin' }, ['channel_post']],
      [{ kind: 'reaction', emoji: '🔥', count: 9 }, ['message_reaction_count']],
      [{ kind: 'join' }, ['chat_member']],
      [{ kind: 'leave', count: 2 }, ['chat_member', 'chat_member']],
      [{ kind: 'campaign-burst', joins: 50, hours: 2 }, []],
      [{ kind: 'boost', boostId: 'b' }, ['chat_boost']],
      [{ kind: 'boost', boostId: 'b', days: 60 }, ['chat_boost']],
      [{ kind: 'unboost' }, ['removed_chat_boost']],
      [{ kind: 'unboost' }, []],
      [{ kind: 'views-drop' }, []],
      [{ kind: 'delete' }, []],
    ];
    await drain(sandbox);
    await sandbox.post(`/sandbox/channels/${daily}/bot`, { admin: true, byUserId: anna });
    await drain(sandbox);
    for (const [event, told] of events) {
      expect([event, (await happen(event)).status]).toEqual([event, 200]);
      expect((await drain(sandbox)).map(kindOf)).toEqual(told);
    }
    expect((await happen({ kind: 'edit', messageId: 999_999, text: 'x' })).status).toBe(400);
    expect((await happen({ kind: 'rain' })).status).toBe(400);

    await sandbox.post('/sandbox/clock', { advanceSeconds: 4 * 3600 });
    const byLink = (await drain(sandbox)).filter(
      (update) => (update['chat_member'] as { invite_link?: unknown } | undefined)?.invite_link,
    );
    expect(byLink.length).toBeGreaterThanOrEqual(40);
  });

  it('tells changes of administrators', async () => {
    const sandbox = await startTestSandbox();
    await drain(sandbox);
    await sandbox.post(`/sandbox/channels/${daily}/bot`, { admin: true, byUserId: anna });
    await sandbox.post(`/sandbox/channels/${daily}/admins`, { userId: stranger, status: 'administrator' });
    await sandbox.post(`/sandbox/channels/${daily}/admins`, { userId: stranger, status: 'left' });
    expect((await drain(sandbox)).slice(1)).toMatchObject([
      {
        chat_member: {
          from: { id: anna },
          new_chat_member: { user: { id: stranger }, status: 'administrator' },
        },
      },
      { chat_member: { new_chat_member: { user: { id: stranger }, status: 'left' } } },
    ]);
    const owner = await sandbox.post(`/sandbox/channels/${daily}/admins`, { userId: anna, status: 'left' });
    expect(owner.status).toBe(409);
  });
});

describe('people', () => {
  const key = (requestChat: object) => ({
    keyboard: [[{ text: 'pick', request_chat: { request_id: 3, chat_is_channel: true, ...requestChat } }]],
  });
  const rights = { can_post_messages: false, can_invite_users: true };

  it('who administer nothing can neither promote the bot nor pick a channel', async () => {
    const sandbox = await startTestSandbox({ limits: false });
    const promote = { admin: true, byUserId: stranger };
    expect((await sandbox.post(`/sandbox/channels/${daily}/bot`, promote)).status).toBe(403);
    await sandbox.post(`/sandbox/chats/${stranger}/messages`, { text: '/start' });
    await sandbox.result('sendMessage', { chat_id: stranger, text: 'x', reply_markup: key({}) });
    const path = `/sandbox/chats/${stranger}`;
    expect((await sandbox.get(`${path}/shareable?requestId=3`)).body).toEqual({
      promotesBot: false,
      channels: [],
    });
    expect((await sandbox.post(`${path}/share-chat`, { requestId: 3, channelId: daily })).status).toBe(403);
    expect((await sandbox.post(`${path}/share-chat`, { requestId: 4, channelId: daily })).status).toBe(404);
  });

  it('pick a channel: the bot gets exactly the rights it asked for, then hears of the choice', async () => {
    const sandbox = await startTestSandbox({ limits: false });
    await sandbox.post(`/sandbox/chats/${anna}/messages`, { text: '/start' });
    await drain(sandbox);
    const request = { bot_administrator_rights: rights, bot_is_member: true, request_title: true };
    await sandbox.result('sendMessage', { chat_id: anna, text: 'x', reply_markup: key(request) });
    const { body } = await sandbox.get(`/sandbox/chats/${anna}/shareable?requestId=3`);
    expect((body as { channels: { id: number }[] }).channels.map(({ id }) => id)).toEqual([
      daily,
      kitchen,
      studio,
    ]);
    await sandbox.post(`/sandbox/chats/${anna}/share-chat`, { requestId: 3, channelId: studio });
    const updates = await drain(sandbox);
    expect(updates).toMatchObject([
      { my_chat_member: { chat: { id: studio }, from: { id: anna }, new_chat_member: rights } },
      { message: { chat_shared: { request_id: 3, chat_id: studio, title: 'Studio (members only)' } } },
    ]);
    expect((await sandbox.api('sendMessage', { chat_id: studio, text: 'x' })).description).toBe(
      'Bad Request: need administrator rights in the channel chat',
    );
  });

  it('see the chat as it happens', async () => {
    const sandbox = await startTestSandbox({ limits: false });
    const stop = new AbortController();
    const stream = await fetch(`${sandbox.url}/sandbox/stream?user=${anna}`, { signal: stop.signal });
    const events: { name: string; data: unknown }[] = [];
    const reading = (async () => {
      let text = '';
      for await (const chunk of stream.body ?? []) {
        text += Buffer.from(chunk).toString();
        const blocks = text.split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) {
          const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
          if (name && data) events.push({ name, data: JSON.parse(data) as unknown });
        }
        if (events.some(({ name }) => name === 'deleted')) return;
      }
    })();
    await sandbox.post(`/sandbox/chats/${anna}/messages`, { text: 'hi' });
    await sandbox.result('sendChatAction', { chat_id: anna, action: 'typing' });
    await sandbox.result('sendMessage', { chat_id: anna, text: 'hello', reply_markup: key({}) });
    await sandbox.result('deleteMessage', { chat_id: anna, message_id: 2 });
    await reading;
    stop.abort();
    expect(events.map(({ name }) => name)).toEqual([
      'state',
      'message',
      'typing',
      'keyboard',
      'message',
      'deleted',
    ]);
    expect(events.at(-1)?.data).toEqual({ messageId: 2 });
  });
});

describe('pages', () => {
  it('show public channels only, and the chat page at /', async () => {
    const sandbox = await startTestSandbox();
    const page = async (path: string) => {
      const response = await fetch(sandbox.url + path);
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        text: await response.text(),
      };
    };
    const posts = await page('/s/demo_daily');
    expect(posts.text.match(/data-post="demo_daily\/\d+"/g)?.length).toBeGreaterThan(10);
    const [, id] = /data-post="demo_daily\/(\d+)"/.exec(posts.text) ?? [];
    expect((await page(`/demo_daily/${id}?embed=1`)).text).toContain(`demo_daily/${id}`);
    expect((await page('/demo_daily')).text).toMatch(/1\d \d{3} subscribers/);
    const unknown = await page('/s/nobody_here');
    expect(unknown).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(unknown.text).not.toContain('data-post');
    expect(await page('/')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(await page('/chat-page/scripts/main.js')).toMatchObject({
      status: 200,
      type: 'text/javascript; charset=utf-8',
    });
    expect((await page('/chat-page/../../package.json')).text).not.toContain('fastify');
  });
});
