import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { startPostgres, type RunningPostgres } from './postgres.js';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

// Each test makes clusters; a busy machine takes its time.
jest.setTimeout(120_000);

describe('startPostgres', () => {
  let folder: string;
  const running: RunningPostgres[] = [];
  const start = async (options: Parameters<typeof startPostgres>[0]) => {
    const server = await startPostgres(options);
    running.push(server);
    return server;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'embedded-postgres-'));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it('continues with its data after a clean stop and after a crash', async () => {
    const dataDir = join(folder, 'with space', 'pg');
    const options = { dataDir, database: 'shop', password: 'p@ss word' };
    const first = await start(options);
    await query(first.url, 'CREATE TABLE kept (id int)');
    await query(first.url, 'INSERT INTO kept VALUES (1)');
    await first.stop();

    const second = await start(options);
    await query(second.url, 'INSERT INTO kept VALUES (2)');
    await second.kill9();

    const third = await start(options);
    expect(await query(third.url, 'SELECT id FROM kept ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('is UTF-8, takes settings and counts statements', async () => {
    const server = await start({
      dataDir: join(folder, 'pg'),
      maxConnections: 17,
      settings: { work_mem: '5MB' },
    });
    const [settings] = await query(
      server.url,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('max_connections') AS connections,
              current_setting('work_mem') AS memory, upper('ж') AS upper`,
    );
    expect(settings).toEqual({ encoding: 'UTF8', connections: '17', memory: '5MB', upper: 'Ж' });
    await query(server.url, 'CREATE EXTENSION pg_stat_statements');
    expect(await query(server.url, 'SELECT calls FROM pg_stat_statements LIMIT 1')).toHaveLength(1);
  });

  it('refuses the wrong password', async () => {
    const dataDir = join(folder, 'pg');
    const server = await start({ dataDir, password: 'right' });
    await server.stop();
    await expect(start({ dataDir, password: 'wrong' })).rejects.toMatchObject({
      code: 'E_POSTGRES_DATA_DIR',
    });
  });

  it('works inside a folder that only its owner may enter', async () => {
    // What a clone under /root is to the user PostgreSQL runs as.
    const closed = await mkdtemp(join(homedir(), '.embedded-postgres-'));
    try {
      await chmod(closed, 0o700);
      const server = await start({ dataDir: join(closed, 'pg') });
      expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await server.stop();
    } finally {
      await rm(closed, { recursive: true, force: true });
    }
  });

  it('refuses a folder that holds something else, or half a cluster', async () => {
    const foreign = join(folder, 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'holiday.jpg'), '');
    await expect(start({ dataDir: foreign })).rejects.toMatchObject({
      code: 'E_POSTGRES_DATA_DIR',
      message: expect.stringContaining('no PG_VERSION'),
    });

    const dataDir = join(folder, 'pg');
    await (await start({ dataDir })).stop();
    await rm(join(dataDir, 'global'), { recursive: true });
    await expect(start({ dataDir })).rejects.toMatchObject({
      code: 'E_POSTGRES_DATA_DIR',
      message: expect.stringContaining('global/pg_control is missing'),
    });
  });

  it('names the server that already runs on the folder, and passes over one that is gone', async () => {
    const dataDir = join(folder, 'pg');
    const server = await start({ dataDir });
    await expect(start({ dataDir })).rejects.toMatchObject({
      code: 'E_POSTGRES_DATA_IN_USE',
      message: expect.stringContaining(`pid ${server.pid}`),
    });
    await server.stop();
    // The pid of a dead server was given to another program: this one.
    await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n`);
    const again = await start({ dataDir });
    expect(await query(again.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ dataDir: join(folder, 'pg'), port })).rejects.toMatchObject({
      code: 'E_PORT_TAKEN',
      message: `port ${port} is taken`,
    });
    await new Promise((resolve) => other.close(resolve));
  });
});
