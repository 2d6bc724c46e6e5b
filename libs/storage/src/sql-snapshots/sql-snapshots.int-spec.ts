import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createPool, Database, type ManagedPool } from '@analyticbot/pooling';
import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { migrate } from '../schema/migrate.js';
import { exercises, now } from './exercises.contract.js';
import { readable, SqlRecorder } from './sql-recorder.contract.js';

const folder = join(__dirname, '../../sql');
const rewrite = process.env.SQL_SNAPSHOTS === 'write';
const command = 'npx nx run storage:sql-snapshots';

describe('the SQL of repositories', () => {
  let server: TestPostgres;
  let pool: ManagedPool;
  let database: Database;
  let recorder: SqlRecorder;

  beforeAll(async () => {
    server = await startTestPostgres();
    await migrate(server.url, { now, monthsAhead: 1 });
    pool = createPool({ url: server.url, poolMin: 0, poolMax: 1 });
    recorder = new SqlRecorder(pool);
    database = new Database(pool);
    if (rewrite) rmSync(folder, { recursive: true, force: true });
  });
  afterAll(async () => {
    await pool.end();
    await server.stop();
  });

  it('is snapshotted of every repository there is', () => {
    const repositories = readdirSync(join(__dirname, '..'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.repository.ts'))
      .map((file) => basename(file, '.repository.ts'))
      .sort();
    expect(exercises.map(({ name }) => name).sort()).toEqual(repositories);
  });

  it.each(exercises)('is that of sql/$name.sql', async ({ name, calls }) => {
    const parts = [`-- ${name}.repository.ts. Written by "${command}": read what changed, don't edit.`];
    for (const [method, call] of calls(database)) {
      await call();
      const statements = recorder.take();
      parts.push(`-- ${method}`, ...statements.map((statement) => `${readable(statement)};`));
      if (statements.length === 0) parts.push('-- asks nothing');
    }
    const found = `${parts.join('\n\n')}\n`;
    const file = join(folder, `${name}.sql`);
    if (rewrite) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, found);
    }
    const known = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (known !== found) process.stderr.write(`SQL changed: if that is meant, run ${command} and commit.\n`);
    expect(found).toBe(known);
  });
});
