import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { deferred, startApp, type TestApp } from '../testing/test-app.contract.js';

describe('the effect ledger', () => {
  let redis: TestRedis;
  let first: TestApp;
  let second: TestApp;

  beforeAll(async () => {
    redis = await startTestRedis();
    [first, second] = await Promise.all([
      startApp({ redisUrl: redis.url, queues: [] }),
      startApp({ redisUrl: redis.url, queues: [] }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    await redis.stop();
  });

  it('runs an effect once although it is asked for twice, by two replicas', async () => {
    let times = 0;
    const effect = (): number => (times += 1);
    await expect(first.ledger.once('m1', 60_000, effect)).resolves.toEqual({ ran: true, value: 1 });
    await expect(second.ledger.once('m1', 60_000, effect)).resolves.toEqual({ ran: false });
    expect(times).toBe(1);
  });

  it('lets an effect that failed be run again', async () => {
    await expect(first.ledger.once('m2', 60_000, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    await expect(first.ledger.once('m2', 60_000, () => 'yes')).resolves.toEqual({ ran: true, value: 'yes' });
  });

  it('refuses while another delivery runs the same effect', async () => {
    const hold = deferred();
    const running = first.ledger.once('m3', 60_000, () => hold.promise);
    await expect(second.ledger.once('m3', 60_000, () => 'twice')).rejects.toMatchObject({
      code: 'E_EFFECT_IN_PROGRESS',
    });
    hold.resolve();
    await running;
  });

  it('notes several effects of one message, and keeps what was noted first', async () => {
    await expect(first.ledger.recorded('m4')).resolves.toEqual({});
    await first.ledger.record('m4', 'greeting', '17');
    await second.ledger.record('m4', 'greeting', '18');
    await second.ledger.record('m4', 'chart', '19');
    await expect(first.ledger.recorded('m4')).resolves.toEqual({ greeting: '17', chart: '19' });
  });
});
