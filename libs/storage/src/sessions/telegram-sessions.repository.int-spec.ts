import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { migrate } from '../schema/migrate.js';
import { TelegramSessionsRepository } from './telegram-sessions.repository.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));
const lease = (replicaId: string, minute: number) => ({ replicaId, until: at(minute) });
const login = (name: string) => ({ name, sealed: Buffer.from(`sealed ${name}`) });

describe('TelegramSessionsRepository', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let sessions: TelegramSessionsRepository;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url);
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 4 });
    sessions = new TelegramSessionsRepository(new Database(pool));
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('lets one replica at a time use a login, and the next when its lease is over', async () => {
    expect(await sessions.claim(lease('one', 5), at(0))).toBeNull();
    await sessions.save(login('a'), lease('one', 5), at(0));
    await sessions.save(login('b'), lease('two', 5), at(0));
    expect(await sessions.claim(lease('three', 6), at(1))).toBeNull();
    expect(await sessions.claim(lease('one', 6), at(1))).toEqual(login('a'));
    const both = await Promise.all([
      sessions.claim(lease('three', 20), at(10)),
      sessions.claim(lease('four', 20), at(10)),
    ]);
    expect(both.map((session) => session?.name).sort()).toEqual(['a', 'b']);
    expect(await sessions.renew('a', lease('one', 30))).toBe(false);
  });

  it('keeps, gives free and forgets', async () => {
    await sessions.save(login('c'), lease('five', 30), at(20));
    expect(await sessions.renew('c', lease('five', 40))).toBe(true);
    expect(await sessions.renew('c', lease('five', 21))).toBe(true);
    await sessions.save({ name: 'c', sealed: Buffer.from('newer') }, lease('five', 21), at(21));
    expect(await sessions.claim(lease('six', 50), at(22))).toEqual({
      name: 'c',
      sealed: Buffer.from('newer'),
    });
    await sessions.remove('c');
    expect(await sessions.renew('c', lease('six', 60))).toBe(false);
  });
});
