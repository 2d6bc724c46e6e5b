import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from '@analyticbot/testing';
import { startCollectionWorld, type CollectionWorld } from './collection-world.contract.js';
import { postsToRead, standsKey, takeJobs } from './killed-reader.contract.js';

const project = join(__dirname, '../..');
const jestProgram = join(project, '../../node_modules/jest/bin/jest.js');

describe('kill -9 in the middle of a reading', () => {
  let world: CollectionWorld;
  beforeAll(async () => {
    world = await startCollectionWorld();
  });
  afterAll(() => world.stop());

  it('has another process read the channel again, once, and doubles nothing', async () => {
    await world.register('-1');
    const both = await Promise.all([1, 2].map(() => world.worker().planner.plan(world.start)));
    expect(both.sort()).toEqual([0, 1]);

    const victim = spawn(
      process.execPath,
      [
        jestProgram,
        '-c',
        join(project, 'jest.config.cjs'),
        '-i',
        '--testMatch',
        '**/killed-reader.contract.ts',
      ],
      {
        cwd: project,
        stdio: 'ignore',
        env: { ...process.env, COLLECTION_VICTIM: JSON.stringify(world.servers) },
      },
    );
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      victim.once('exit', (_code, signal) => resolve(signal)),
    );
    try {
      await eventually(async () => expect(await world.redis.get(standsKey)).not.toBeNull(), {
        timeoutMs: 25_000,
        intervalMs: 50,
      });
    } finally {
      victim.kill('SIGKILL');
    }
    expect(await ended).toBe('SIGKILL');
    expect(await storedPosts()).toBe(1_000);
    expect((await world.channels.byId('-1'))?.lastCollectedAt).toBeNull();

    world.page.posts = postsToRead(world.now);
    world.later(1_000);
    const survivors = [takeJobs(world), takeJobs(world)];
    await eventually(
      async () => expect((await world.channels.byId('-1'))?.lastCollectedAt).toEqual(world.now),
      {
        timeoutMs: 15_000,
      },
    );
    await Promise.all(survivors.map((survivor) => survivor.close()));

    expect(await storedPosts()).toBe(1_050);
    const [rows] = await world.database.query<{ snapshots: number; counted: number }>(
      `SELECT (SELECT count(DISTINCT message_id)::int FROM post_snapshots) AS snapshots,
        (SELECT sum(posts)::int FROM channel_daily) AS counted`,
    );
    expect(rows).toEqual({ snapshots: 1_050, counted: 1_050 });
    expect(world.page.pages).toBe(53);
    expect(world.counted).toEqual(['-1']);
    expect(await world.jobs.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized', 'failed')).toBe(
      0,
    );
  });

  async function storedPosts(): Promise<number> {
    const [row] = await world.database.query<{ n: number }>('SELECT count(*)::int AS n FROM posts');
    return row?.n ?? 0;
  }
});
