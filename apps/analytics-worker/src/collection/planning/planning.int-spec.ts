import { TelegramLimiter } from '@analyticbot/telegram';
import { startCollectionWorld, type CollectionWorld } from '../collection-world.contract.js';

const minute = 60_000;
const hour = 60 * minute;

describe('planning', () => {
  let world: CollectionWorld;
  beforeAll(async () => {
    world = await startCollectionWorld();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.stop());
  const jobsOf = async () =>
    (await world.jobs.getJobs(['waiting', 'prioritized', 'delayed'])).map(({ data }) => data.channelId);

  it('gives each channel one job a turn, however many planners start at once', async () => {
    for (let index = 1; index <= 30; index += 1) await world.register(`-${index}`);
    const planned = await Promise.all([1, 2, 3].map(() => world.worker().planner.plan(world.start)));
    expect(planned.reduce((sum, one) => sum + one, 0)).toBe(30);
    expect((await jobsOf()).sort()).toEqual(Array.from({ length: 30 }, (_, index) => `-${index + 1}`).sort());
    // The lease holds: who is being read is not planned again.
    expect(await world.worker().planner.plan(new Date(+world.start + minute))).toBe(0);
  });

  it('catches up after an outage within its budget', async () => {
    for (let index = 1; index <= 90; index += 1)
      await world.register(`-${index}`, new Date(+world.start - 5 * hour));
    // Two calls a second make 30 in a plan of 15 s.
    const planner = world.worker({ callsPerSecond: 2, parallel: 100 }).planner;
    const counts: number[] = [];
    for (let tick = 0; tick < 4; tick += 1) {
      counts.push(await planner.plan(new Date(+world.start + tick * 15_000)));
      await world.jobs.drain(true);
    }
    expect(counts).toEqual([30, 30, 30, 0]);
  });

  it('plans nothing while earlier jobs are not done', async () => {
    for (let index = 1; index <= 60; index += 1) await world.register(`-${index}`);
    const { planner } = world.worker({ parallel: 1, callsPerSecond: 23 });
    await planner.plan(world.start);
    expect(await jobsOf()).toHaveLength(60);
    await world.register('-99');
    expect(await planner.plan(new Date(+world.start + 15_000))).toBe(0);
    await world.jobs.drain(true);
    expect(await planner.plan(new Date(+world.start + 30_000))).toBe(1);
  });

  it('reads first where somebody looks', async () => {
    for (let index = 1; index <= 40; index += 1) await world.register(`-${index}`);
    const { planner, interests } = world.worker({ callsPerSecond: 1 });
    await interests.looked('-37', world.start);
    expect(await planner.plan(world.start)).toBe(15);
    expect(await jobsOf()).toContain('-37');
  });

  it('reads figures shortly before a digest, and has the overview ready for it, unless its reader is out of reach', async () => {
    for (const id of ['-1', '-2']) await world.register(id, new Date(+world.start + 9 * hour));
    await world.database.query('INSERT INTO users (id, blocked_at) VALUES (7, NULL), (8, $1)', [world.start]);
    await world.database.query(
      `INSERT INTO digest_subscriptions (user_id, channel_id, frequency, at_hour, next_at)
       VALUES (7, -1, 'daily', 13, $1), (8, -2, 'daily', 13, $1)`,
      [new Date(+world.start + hour)],
    );
    const { planner } = world.worker();
    expect(await planner.plan(new Date(+world.start + 40 * minute))).toBe(0);
    expect(await planner.plan(new Date(+world.start + 51 * minute))).toBe(1);
    expect(await jobsOf()).toEqual(['-1']);
    expect(await planner.plan(new Date(+world.start + 52 * minute))).toBe(0);
    expect(world.warmed).toEqual([]);
    await planner.plan(new Date(+world.start + 59.5 * minute));
    expect(world.warmed).toEqual(['channel-overview -1']);
  });

  it('stops while Telegram holds the token after a 429, and goes on at its pace afterwards', async () => {
    for (let index = 1; index <= 40; index += 1) await world.register(`-${index}`);
    const { planner, metrics } = world.worker({ callsPerSecond: 2 });
    await world.limiter.hold(300_000);
    expect(await planner.plan(new Date(+world.start + 1_000))).toBe(0);
    expect(metrics.stats()).toMatchObject({ pace: 0, late: 40 });
    const other = world.worker({ callsPerSecond: 2 });
    expect((await other.budget.forPlan(world.start, 15_000)).budget.calls).toBe(0);
    // As it is once the pause is over.
    world.limiter = new TelegramLimiter({ redis: world.redis, token: 'another' });
    const later = world.worker({ callsPerSecond: 2 }).planner;
    expect(await later.plan(new Date(+world.start + 5 * minute))).toBe(30);
  });

  it('plans less the more callers wait for the database', async () => {
    const { budget } = world.worker({ callsPerSecond: 2 });
    const { pool } = world;
    const connect = (): Promise<{ release(): void }> => pool.connect();
    const paces: number[] = [];
    const notePace = async () => paces.push((await budget.forPlan(world.start, 15_000)).pace);
    await notePace();
    const taken = await Promise.all(Array.from({ length: pool.settings.poolMax }, connect));
    await notePace();
    const waiters: Promise<{ release(): void }>[] = [];
    for (let round = 0; round < 3; round += 1) {
      waiters.push(...Array.from({ length: pool.settings.poolMax / 2 }, connect));
      await notePace();
    }
    for (const client of taken) client.release();
    for (const waiter of waiters) void waiter.then((client) => client.release());
    await Promise.all(waiters);
    await notePace();
    expect(paces).toEqual([1, 1, 0.5, 0, 0, 1]);
  });

  it('reads figures shortly before they are wanted', async () => {
    await world.register('-1', new Date(+world.start + 9 * hour));
    const { planner, interests } = world.worker();
    await interests.wanted('-1', new Date(+world.start + hour), world.start);
    expect(await planner.plan(new Date(+world.start + 40 * minute))).toBe(0);
    expect(await planner.plan(new Date(+world.start + 51 * minute))).toBe(1);
    // Once: the plans until then leave it alone.
    expect(await planner.plan(new Date(+world.start + 52 * minute))).toBe(0);
  });
});
