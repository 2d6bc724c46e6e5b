import { collect } from '../sources/source.checks.js';
import { describeSource } from '../sources/source.contract.js';
import { SourceResolver } from '../sources/source-resolver.js';
import { doubleMessage, MtprotoDouble, rpcError } from './mtproto-double.contract.js';
import { MtprotoSource } from './mtproto.source.js';
import { seal, sealingKey, unseal } from './sealed-text.js';

const channel = { id: '-1001234567890', username: 'our_channel' };
const missing = { id: '-1009999999999', username: 'nobody_here' };
let time: number;
let telegram: MtprotoDouble;
let source: MtprotoSource;

function start(): void {
  time = 0;
  telegram = new MtprotoDouble();
  telegram.messages = [1, 2, 350, 411, 412].map((id) => doubleMessage(id));
  source = new MtprotoSource({ open: telegram.open, store: telegram.store, now: () => time });
}
beforeEach(start);
const posts = (query = {}) => collect(source.readPosts(channel, query));

describeSource('MtprotoSource', async () => {
  start();
  return { source, channel, missing };
});

describe('MtprotoSource', () => {
  it('gives exact views, forwards, replies and reactions, 200 posts a call', async () => {
    const reaction = { _: 'reactionEmoji', emoticon: '👍' };
    telegram.messages[4] = doubleMessage(412, { reactions: { results: [{ count: 7, reaction }] } });
    const [newest] = await posts();
    expect(newest).toMatchObject({
      source: 'mtproto',
      messageId: 412,
      views: { value: 1_412, low: 1_412, high: 1_412 },
      forwards: 3,
      replies: 2,
      reactions: [{ key: '👍', count: { value: 7 } }],
    });
    const asked = telegram.requests.filter((request) => request._ === 'channels.getMessages');
    expect(asked.every((request) => request.id.length === 200)).toBe(true);
  });

  it('finds posts that came since it looked last', async () => {
    await posts();
    telegram.messages.push(doubleMessage(601));
    const before = telegram.requests.length;
    expect((await posts({ limit: 1 }))[0]?.messageId).toBe(601);
    expect(telegram.requests.length - before).toBeLessThanOrEqual(3);
  });

  it('does not walk through all the ids of posts that were deleted', async () => {
    telegram.pts = 1_000_000;
    telegram.messages = [
      1,
      ...Array.from({ length: 900_000 / 200 }, (_, block) => 100_001 + block * 200),
    ].map((id) => doubleMessage(id));
    expect((await posts({ limit: 5 })).map(({ messageId }) => messageId)[4]).toBe(999_001);
    telegram.messages = telegram.messages.filter(({ id }) => id === 1 || id > 999_000);
    const before = telegram.requests.length;
    expect((await posts()).map(({ messageId }) => messageId)).toEqual([
      999_801, 999_601, 999_401, 999_201, 999_001,
    ]);
    expect(telegram.requests.length - before).toBeLessThan(15);
  });

  it('counts an album once, also where two calls cut it', async () => {
    const groupedId = { toString: () => '77' };
    telegram.messages = [399, 400, 401, 402].map((id) =>
      doubleMessage(id, id > 399 ? { groupedId, message: id === 400 ? 'Album' : '' } : {}),
    );
    const read = await posts();
    expect(read.map(({ messageId, albumMessageIds }) => [messageId, albumMessageIds])).toEqual([
      [400, [400, 401, 402]],
      [399, []],
    ]);
    expect(read[0]).toMatchObject({ excerpt: 'Album', views: { value: 1_402 } });
  });

  it('has no views, not zeros, where Telegram fills none for bots, and lets another source give them', async () => {
    telegram.messages = telegram.messages.map(({ id }) => doubleMessage(id, { views: undefined }));
    await expect(posts()).rejects.toMatchObject({ code: 'E_SOURCE_NOT_SUPPORTED', retryable: true });
    expect(new SourceResolver([source]).resolve(channel, 'views')).toMatchObject({
      source: undefined,
      passedOver: [
        { source: 'mtproto', reason: 'not-supported' },
        { source: 'preview', reason: 'switched-off' },
        { source: 'bot-api', reason: 'switched-off' },
      ],
    });
    expect(source.unfitFor(channel, 'subscribers')).toBeUndefined();
  });

  it('leaves a single missing counter null, and takes no zero for a proof once counters were seen', async () => {
    await posts();
    telegram.messages = [
      doubleMessage(411, { views: undefined, forwards: undefined }),
      ...[405, 406, 407].map((id) => doubleMessage(id, { views: 0 })),
    ];
    expect((await posts())[0]).toMatchObject({ messageId: 411, views: null, forwards: undefined });
  });

  it('asks nothing for as long as a FLOOD_WAIT says', async () => {
    telegram.failures.push(rpcError('FLOOD_WAIT_%d', { seconds: 30 }));
    await expect(source.readChannel(channel)).rejects.toMatchObject({ code: 'E_MTPROTO_FLOOD_WAIT' });
    expect(source.unfitFor(channel, 'views')).toBe('resting');
    await expect(source.readChannel(channel)).rejects.toMatchObject({ code: 'E_MTPROTO_FLOOD_WAIT' });
    expect(telegram.requests).toHaveLength(1);
    time = 30_000;
    await expect(source.readChannel(channel)).resolves.toMatchObject({ title: 'Our channel' });
  });

  it('follows to another data centre and keeps the new login', async () => {
    telegram.failures.push(rpcError('USER_MIGRATE_4'));
    await expect(source.readChannel(channel)).resolves.toMatchObject({ subscribers: { value: 1_234 } });
    expect(telegram.movedTo).toEqual([4]);
    expect(telegram.kept).toBe('login-1@4');
  });

  it('goes on with a kept login, and logs in anew when it was revoked', async () => {
    telegram.kept = 'kept';
    telegram.failures.push(rpcError('AUTH_KEY_UNREGISTERED'));
    await source.readChannel(channel);
    expect(telegram.logins).toEqual(['kept', undefined]);
    expect(telegram.kept).toBe('login-2');
    telegram.loginFailures.push(rpcError('SESSION_REVOKED'));
    await source.close();
    await source.readChannel(channel);
    expect(telegram.logins).toEqual(['kept', undefined, 'login-2', undefined]);
  });

  it('does not try a refused login over and over', async () => {
    telegram.loginFailures.push(rpcError('API_ID_INVALID'));
    await expect(source.readChannel(channel)).rejects.toMatchObject({ code: 'E_MTPROTO_UNAUTHORIZED' });
    await expect(source.readChannel(channel)).rejects.toMatchObject({ code: 'E_MTPROTO_UNAUTHORIZED' });
    expect(telegram.logins).toHaveLength(1);
    expect(source.unfitFor(channel)).toBe('not-authorized');
  });

  it.each([
    [
      'an answer of another shape',
      'E_MTPROTO_UNREADABLE',
      () => void (telegram.messages = [{ _: 'message', id: 412 }]),
    ],
    [
      'a lost connection',
      'E_MTPROTO_UNAVAILABLE',
      () => void telegram.failures.push(new Error('socket closed')),
    ],
    [
      'a channel that became private',
      'E_MTPROTO_NO_ACCESS',
      () => {
        telegram.failures.push(undefined, rpcError('CHANNEL_PRIVATE'));
      },
    ],
  ])('says what is wrong with %s', async (_name, code, spoil) => {
    spoil();
    await expect(posts()).rejects.toMatchObject({ code });
  });

  it('has nothing to read of ids that MTProto can not hold', async () => {
    for (const id of ['-5', '-1009007199254740993999', '710001']) {
      await expect(source.readChannel({ id })).rejects.toMatchObject({ code: 'E_MTPROTO_NO_ACCESS' });
    }
  });
});

describe('a sealed login', () => {
  const key = sealingKey('123456:token');

  it('opens with the same key and context only, and shows nothing', () => {
    const sealed = seal(key, 'the login', 'bot 123456');
    expect(sealed.toString('latin1')).not.toContain('login');
    expect(unseal(key, sealed, 'bot 123456')).toBe('the login');
    expect(unseal(key, sealed, 'bot 7')).toBeUndefined();
    expect(unseal(sealingKey('123456:other'), sealed, 'bot 123456')).toBeUndefined();
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(unseal(key, sealed, 'bot 123456')).toBeUndefined();
    expect(unseal(key, Buffer.alloc(3), '')).toBeUndefined();
  });
});
