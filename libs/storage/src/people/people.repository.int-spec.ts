import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { DigestsRepository } from '../digests/digests.repository.js';
import { migrate } from '../schema/migrate.js';
import { PeopleRepository } from './people.repository.js';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute));

describe('people out of reach', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  let people: PeopleRepository;
  let digests: DigestsRepository;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now: at(0) });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 2 });
    database = new Database(pool);
    people = new PeopleRepository(database);
    digests = new DigestsRepository(database);
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('get no digests until they are heard of again, whatever comes late or twice', async () => {
    await people.markReachable('7', at(0));
    await people.markReachable('8', at(0));
    await database.query(
      `INSERT INTO digest_subscriptions (user_id, channel_id, frequency, at_hour, next_at)
       VALUES (7, -1, 'daily', 13, $1), (7, -2, 'daily', 13, $2), (8, -2, 'daily', 13, $1), (8, -3, 'daily', 13, $3)`,
      [at(30), at(20), at(50)],
    );
    const coming = async () => (await digests.coming(at(10), at(40), 10)).map(({ channelId }) => channelId);
    expect(await digests.coming(at(10), at(40), 10)).toEqual([
      { channelId: '-2', at: at(20) },
      { channelId: '-1', at: at(30) },
    ]);
    await people.markUnreachable('7', at(5));
    await people.markUnreachable('7', at(5));
    expect(await coming()).toEqual(['-2']);
    await people.markReachable('7', at(3));
    expect(await coming()).toEqual(['-2']);
    await people.markReachable('7', at(6));
    await people.markUnreachable('7', at(4));
    expect(await coming()).toEqual(['-2', '-1']);
    await people.markUnreachable('9', at(1));
    expect(await database.query('SELECT id, blocked_at AS blocked FROM users ORDER BY id')).toEqual([
      { id: '7', blocked: null },
      { id: '8', blocked: null },
      { id: '9', blocked: at(1) },
    ]);
  });
});
