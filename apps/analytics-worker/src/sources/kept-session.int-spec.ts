import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { migrate, TelegramSessionsRepository } from '@analyticbot/storage';
import { sealingKey } from '@analyticbot/telegram';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { KeptSession } from './kept-session.js';

const key = sealingKey('123456:the-token');

describe('KeptSession', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let sessions: TelegramSessionsRepository;
  let database: Database;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url);
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    database = new Database(pool);
    sessions = new TelegramSessionsRepository(database);
  });
  beforeEach(() => database.query('TRUNCATE telegram_sessions'));
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('is kept sealed, and taken over by the next replica when this one leaves', async () => {
    const first = new KeptSession(sessions, key);
    expect(await first.load()).toBeUndefined();
    await first.save('a login that is a secret');
    const [row] = await database.query<{ sealed: Buffer }>('SELECT sealed FROM telegram_sessions');
    expect(row?.sealed.toString('latin1')).not.toContain('secret');

    const second = new KeptSession(sessions, key);
    expect(await second.load()).toBeUndefined();
    await first.free();
    expect(await second.load()).toBe('a login that is a secret');
    await second.save(undefined);
    expect(await database.query('SELECT name FROM telegram_sessions')).toEqual([]);
  });

  it('drops a login that the token of today does not open', async () => {
    const before = new KeptSession(sessions, sealingKey('123456:the-token-before'));
    await before.save('old');
    await before.free();
    expect(await new KeptSession(sessions, key).load()).toBeUndefined();
    expect(await database.query('SELECT name FROM telegram_sessions')).toEqual([]);
  });
});
