import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import {
  ChannelEventsRepository,
  ChannelsRepository,
  migrate,
  ReportsRepository,
} from '@analyticbot/storage';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { importExport } from './import-export.js';

const channelId = '-1001234567890';
const second = (id: number) => String(1_760_000_000 + id * 60);
const message = (id: number, changes: object = {}) => ({
  ...{
    id,
    type: 'message',
    date: '2025-10-09T08:53:20',
    date_unixtime: second(id),
    from: 'News',
    from_id: 'channel1234567890',
  },
  ...{ text: `post ${id}`, text_entities: [] },
  ...changes,
});
const album = { date_unixtime: second(10), photo: 'photos/p.jpg', text: '' };

const exported = {
  ...{ name: 'News', type: 'public_channel', id: 1_234_567_890 },
  messages: [
    {
      id: 1,
      type: 'service',
      date: '2025-10-09T08:53:20',
      date_unixtime: second(1),
      action: 'create_channel',
    },
    message(2, { text: ['Hello ', { type: 'bold', text: 'world' }] }),
    message(3, { edited_unixtime: second(5), reactions: [{ type: 'emoji', count: 4, emoji: '👍' }] }),
    message(10, { ...album, text: 'An album' }),
    message(11, album),
    message(12, album),
    message(13, { media_type: 'video_file', file: 'v.mp4', text: '' }),
    { id: 'nonsense', type: 'message' },
    null,
  ],
};

describe('importing an export', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  let folder: string;
  const window = { from: new Date('2025-10-01'), to: new Date('2025-11-01') };

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url);
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 3 });
    database = new Database(pool);
    folder = await mkdtemp(join(tmpdir(), 'import-'));
    const profile = { id: channelId, username: 'news', title: 'News', seenAt: new Date() };
    await new ChannelsRepository(database).upsert(profile);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await pool.end();
    await server.stop();
  });

  async function run(content: unknown, id = channelId, maxBytes?: number) {
    const file = join(folder, 'result.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    const repositories = [new ChannelEventsRepository(database), new ChannelsRepository(database)] as const;
    return importExport({ file, channelId: id, maxBytes }, ...repositories);
  }

  it('stores posts once, albums as one, and invents no figure', async () => {
    expect(await run(exported)).toEqual({ posts: 6, newPosts: 6, service: 1, unreadable: 2 });
    expect(await run(exported)).toMatchObject({ posts: 6, newPosts: 0 });
    const posts = await new ReportsRepository(database).posts(channelId, window);
    expect(
      posts.map(({ messageId, items, kind, excerpt, reactions }) => [
        messageId,
        items,
        kind,
        excerpt,
        reactions,
      ]),
    ).toEqual([
      [13, 1, 'video', '', null],
      [10, 3, 'photo', 'An album', null],
      [3, 1, 'text', 'post 3', 4],
      [2, 1, 'text', 'Hello world', null],
    ]);
    for (const post of posts) expect(post).toMatchObject({ views: null, forwards: null, replies: null });
  });

  it('does not overwrite what updates brought later', async () => {
    const events = new ChannelEventsRepository(database);
    const edited = {
      channelId,
      messageId: 2,
      postedAt: new Date(Number(second(2)) * 1_000),
      kind: 'text',
      mediaGroupId: null,
    };
    await events.store({
      posts: [{ ...edited, editedAt: new Date('2025-10-20'), excerpt: 'newer', updateId: '7' }],
    });
    await run(exported);
    const posts = await new ReportsRepository(database).posts(channelId, window);
    expect(posts.at(-1)?.excerpt).toBe('newer');
  });

  it.each([
    ['E_IMPORT_NOT_AN_EXPORT', '{"messages": [', channelId],
    ['E_IMPORT_NOT_AN_EXPORT', { hello: 1 }, channelId],
    ['E_IMPORT_NOT_A_CHANNEL', { ...exported, type: 'private_group' }, channelId],
    ['E_IMPORT_WRONG_CHANNEL', exported, '-1009'],
    ['E_IMPORT_UNKNOWN_CHANNEL', { ...exported, id: 55 }, '-10055'],
  ])('refuses with %s', async (code, content, id) => {
    await expect(run(content, id)).rejects.toMatchObject({ code });
  });

  it('refuses a file beyond its bound before it reads it', async () => {
    await expect(run(exported, channelId, 10)).rejects.toMatchObject({ code: 'E_IMPORT_TOO_LARGE' });
  });
});
