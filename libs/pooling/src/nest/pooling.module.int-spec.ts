import { startTestPostgres, type TestPostgres } from '@analyticbot/testing';
import { Test } from '@nestjs/testing';
import { getDataSourceToken, getRepositoryToken, TypeOrmModule } from '@nestjs/typeorm';
import { register } from 'prom-client';
import { Column, Entity, PrimaryColumn, type DataSource, type Repository } from 'typeorm';
import type { Queryable } from '../database/connection.js';
import { Database } from '../database/database.js';
import { HealthLane } from '../database/health-lane.js';
import { ManagedPool } from '../pool/managed-pool.js';
import type { PoolingOptions } from './pooling.options.js';
import { PoolingModule } from './pooling.module.js';

@Entity('things')
class Thing {
  @PrimaryColumn('bigint')
  id!: string;

  @Column('date')
  day!: string;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('PoolingModule', () => {
  let server: TestPostgres;
  const start = (options: Partial<PoolingOptions> = {}) =>
    Test.createTestingModule({
      imports: [
        PoolingModule.forRootAsync({
          useFactory: () => ({
            url: server.url,
            poolMin: 2,
            poolMax: 3,
            entities: [Thing],
            log: quiet,
            ...options,
          }),
        }),
        TypeOrmModule.forFeature([Thing]),
      ],
    }).compile();

  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterAll(async () => {
    await server.stop();
  });

  it('gives TypeORM and plain statements one pool, warm from the start', async () => {
    const app = await start();
    const pool = app.get(ManagedPool);
    expect(pool.stats()).toMatchObject({ size: 2, max: 3 });
    await app.get(Database).query('CREATE TABLE things (id bigint PRIMARY KEY, day date NOT NULL)');

    const things = app.get<Repository<Thing>>(getRepositoryToken(Thing));
    await things.save({ id: '9007199254740993', day: '2026-11-01' });
    expect(await things.find()).toEqual([{ id: '9007199254740993', day: '2026-11-01' }]);
    expect(await app.get(Database).query('SELECT * FROM things')).toEqual([
      { id: '9007199254740993', day: '2026-11-01' },
    ]);

    const dataSource = app.get<DataSource>(getDataSourceToken());
    const counted = dataSource.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'pooling'`,
    );
    expect(await counted).toEqual([{ n: 2 }]);
    expect(await app.get(HealthLane).check()).toMatchObject({ up: true, pool: { max: 3 } });

    await app.close();
    expect(pool.stats().size).toBe(0);
    expect(pool.ended).toBe(true);
  });

  it('tells host and reason when the database stays away, but no password', async () => {
    const starting = start({ url: 'postgres://somebody:hush-hush@127.0.0.1:1/db', startTimeoutMs: 300 });
    await expect(starting).rejects.toMatchObject({
      code: 'E_DATABASE_UNAVAILABLE',
      message: expect.stringMatching(/127\.0\.0\.1:1 .*ECONNREFUSED/),
    });
    await expect(starting).rejects.not.toThrow('hush-hush');
  });

  it('waits for a database that comes later', async () => {
    await server.crash();
    const starting = start({ startTimeoutMs: 20_000 });
    await server.restart();
    const app = await starting;
    expect(await app.get(Database).query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await app.close();
  });

  it('holds the connection budget against the real server: warns, or refuses to start', async () => {
    const lines: string[] = [];
    const log = { ...quiet, warn: (line: string) => lines.push(line) };
    const shares = [{ service: 'worker', poolMax: 30, maxReplicas: 4, surge: 1 }];
    const app = await start({ log, budget: { shares } });
    expect(lines.join()).toContain('exceeded: worker at its largest takes 150 of 97 connections');
    await app.close();
    await expect(start({ budget: { shares, whenExceeded: 'refuse' } })).rejects.toMatchObject({
      code: 'E_CONNECTION_BUDGET',
      message: expect.stringContaining('put PgBouncer in front'),
    });
  });

  it('asks read replicas for what only reads', async () => {
    const replica = await server.createDatabase();
    const app = await start({ replicaUrls: [replica] });
    const database = app.get(Database);
    const name = (of: Queryable) => of.query('SELECT current_database() AS name');
    expect(await name(database)).toEqual([{ name: 'test' }]);
    expect(await name(database.reads)).toEqual([{ name: new URL(replica).pathname.slice(1) }]);
    // Autoscalers read these: the replica's pool must not make the own one look emptier.
    expect(await register.metrics()).toMatch(/db_pool_max 3\n/);
    await app.close();
  });
});
