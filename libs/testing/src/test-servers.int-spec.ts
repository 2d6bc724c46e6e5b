import pg from 'pg';

import {
  eventually,
  startTestPostgres,
  startTestRedis,
  TcpFaultProxy,
  type TestPostgres,
  type TestRedis,
} from './index.js';

describe('startTestPostgres', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.stop());

  it('gives each caller a database of its own', async () => {
    const urls = await Promise.all([postgres.createDatabase(), postgres.createDatabase()]);
    expect(new Set(urls).size).toBe(2);
    const client = new pg.Client({ connectionString: urls[0] });
    await client.connect();
    const answer = await client.query(
      'SELECT count(*)::int AS tables FROM information_schema.tables WHERE table_schema = $1',
      ['public'],
    );
    await client.end();
    expect(answer.rows).toEqual([{ tables: 0 }]);
  });

  it('keeps committed rows and its address over a crash', async () => {
    await postgres.pool.query('CREATE TABLE kept (id int)');
    await postgres.pool.query('INSERT INTO kept VALUES (7)');
    await postgres.pool.query('CHECKPOINT');
    await postgres.crash();
    await expect(postgres.pool.query('SELECT 1')).rejects.toThrow();
    await postgres.restart();
    const answer = await eventually(() => postgres.pool.query('SELECT id FROM kept'));
    expect(answer.rows).toEqual([{ id: 7 }]);
  });
});

describe('startTestRedis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis({ persistent: true });
  });
  afterAll(() => redis.stop());

  it('keeps what was written over a crash, and its clients come back', async () => {
    const client = redis.client();
    await client.set('kept', '7');
    await redis.crash();
    await redis.restart();
    await expect(client.get('kept')).resolves.toBe('7');
  });

  it('answers nothing while paused and goes on afterwards', async () => {
    const client = redis.client();
    await client.ping();
    const order: string[] = [];
    const pause = redis.pause(300).then(() => order.push('pause over'));
    const ping = client.ping().then(() => order.push('answered'));
    await Promise.all([pause, ping]);
    expect(order).toEqual(['pause over', 'answered']);
  });
});

describe('TcpFaultProxy', () => {
  let redis: TestRedis;
  let proxy: TcpFaultProxy;
  beforeAll(async () => {
    redis = await startTestRedis();
    proxy = await TcpFaultProxy.start(redis.port);
  });
  afterAll(async () => {
    await proxy.stop();
    await redis.stop();
  });
  afterEach(() => proxy.restore());

  const throughProxy = async (options = {}) => {
    const client = redis.client({ maxRetriesPerRequest: 0, ...options }, proxy.through(redis.url));
    await eventually(() => client.ping());
    return client;
  };

  it('cuts, and lets clients back after restore', async () => {
    const client = await throughProxy();
    proxy.cut();
    await expect(client.ping()).rejects.toThrow();
    proxy.restore();
    await expect(eventually(() => client.ping())).resolves.toBe('PONG');
  });

  it('swallows without an error until the client gives up', async () => {
    const client = await throughProxy({ commandTimeout: 200 });
    proxy.swallow();
    await expect(client.ping()).rejects.toThrow('Command timed out');
    proxy.restore();
    await expect(eventually(() => client.ping())).resolves.toBe('PONG');
  });

  it('delays in order', async () => {
    const client = await throughProxy({ commandTimeout: 150 });
    proxy.delay(200);
    await expect(client.ping()).rejects.toThrow('Command timed out');
    proxy.restore();
    const answers = await eventually(() =>
      Promise.all([client.echo('1'), client.echo('2'), client.echo('3')]),
    );
    expect(answers).toEqual(['1', '2', '3']);
  });
});
