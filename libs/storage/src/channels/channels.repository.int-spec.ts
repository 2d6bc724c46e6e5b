import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { CollectionRepository } from '../collection/collection.repository.js';
import { migrate } from '../schema/migrate.js';
import { ChannelsRepository } from './channels.repository.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));
const id = '-1009007199254740993';

describe('ChannelsRepository', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  let channels: ChannelsRepository;
  const register = (channelId = id, minute = 0, title = 'News') =>
    channels.upsert({ id: channelId, username: 'TheNews', title, seenAt: at(minute), botAdminSince: at(0) });

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url);
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 6 });
    database = new Database(pool);
    channels = new ChannelsRepository(database);
  });
  beforeEach(async () => {
    await database.query('TRUNCATE channels, channel_administrators');
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('registers a channel, with an id beyond what a number can hold', async () => {
    expect(await register()).toMatchObject({ id, title: 'News', status: 'active', registeredAt: at(0) });
    expect(await channels.byId(id)).toMatchObject({
      id,
      nextCollectAt: at(0),
      lastCollectedAt: null,
      failures: 0,
    });
    expect((await channels.byUsername('@thenews'))?.id).toBe(id);
    expect(await channels.byId('-1')).toBeNull();
    expect(await channels.byUsername('nobody')).toBeNull();
  });

  it('keeps the newer name when registrations arrive out of order', async () => {
    await register(id, 5, 'New name');
    await register(id, 1, 'Old name');
    expect(await channels.byId(id)).toMatchObject({ title: 'New name', registeredAt: at(5) });
  });

  it('gives a username to the channel that used it last', async () => {
    await register('-1001', 0);
    await register('-1002', 5);
    expect((await channels.byUsername('thenews'))?.id).toBe('-1002');
  });

  it('replaces administrators as a whole, never by an older list', async () => {
    await register();
    const administrator = (userId: string, status: 'creator' | 'administrator' = 'administrator') => ({
      ...{ userId, status, rights: ['can_post_messages'] },
    });
    await channels.replaceAdministrators(
      id,
      [administrator('7'), administrator('5000000000', 'creator')],
      at(2),
    );
    await channels.replaceAdministrators(id, [administrator('9')], at(1));
    expect(await channels.administratorsOf(id)).toEqual([
      { channelId: id, ...administrator('5000000000', 'creator'), refreshedAt: at(2) },
      { channelId: id, ...administrator('7'), refreshedAt: at(2) },
    ]);
    expect((await channels.listForAdministrator('7')).map((channel) => channel.id)).toEqual([id]);
    await channels.replaceAdministrators(id, [], at(3));
    expect(await channels.listForAdministrator('7')).toEqual([]);
  });

  it('follows the newest change of status, in whatever order they come', async () => {
    await register();
    expect(await channels.markLost(id, 'bot-removed', at(10))).toBe(true);
    expect(await channels.markActive(id, at(5))).toBe(false);
    expect(await channels.byId(id)).toMatchObject({ status: 'lost', lostReason: 'bot-removed' });
    expect(await new CollectionRepository(database).due(10, at(30))).toEqual([]);
    expect(await channels.markActive(id, at(20))).toBe(true);
    expect(await channels.byId(id)).toMatchObject({
      status: 'active',
      lostReason: null,
      botAdminSince: at(20),
    });
    // Taken and given back within one second, which is all that Telegram tells.
    await channels.markLost(id, 'bot-removed', at(25));
    expect(await channels.markActive(id, at(25))).toBe(true);
    expect(await channels.byId(id)).toMatchObject({ status: 'active', botAdminSince: at(25) });
  });

  it('plans the next collection after success and failure, counting each once', async () => {
    await register();
    await channels.recordFailure(id, 'E_TIMEOUT', at(1), at(3));
    await channels.recordFailure(id, 'E_TIMEOUT', at(1), at(3));
    expect(await channels.byId(id)).toMatchObject({
      failures: 1,
      lastErrorCode: 'E_TIMEOUT',
      nextCollectAt: at(3),
    });
    expect(await channels.recordCollected(id, at(4), at(34))).toEqual({ first: true });
    expect(await channels.recordCollected(id, at(4), at(34))).toEqual({ first: false });
    await channels.recordFailure(id, 'E_LATE', at(2), at(5));
    expect(await channels.byId(id)).toMatchObject({
      ...{ failures: 0, lastErrorCode: null, lastCollectedAt: at(4), nextCollectAt: at(34) },
    });
    expect(await channels.recordCollected(id, at(40), at(70))).toEqual({ first: false });
  });
});
