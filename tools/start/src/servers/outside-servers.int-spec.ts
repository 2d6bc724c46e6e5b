import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import { freePort } from '@analyticbot/embedded';

import { checkPostgres, checkRedis } from './outside-servers.js';

describe('servers of the user', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(() => redis.stop());

  it('lets a Redis that answers pass', async () => {
    await expect(checkRedis('REDIS_URL', redis.url)).resolves.toBeUndefined();
  });

  it('names the variable and the place, never the password', async () => {
    const port = await freePort();
    const failures = await Promise.all([
      checkRedis('REDIS_URL', `redis://:hunter2@127.0.0.1:${port}`).catch((error: Error) => error),
      checkPostgres(`postgres://bot:hunter2@127.0.0.1:${port}/bot`).catch((error: Error) => error),
    ]);
    for (const [index, variable] of ['REDIS_URL', 'DATABASE_URL'].entries()) {
      expect(failures[index]).toMatchObject({
        code: 'E_OUTSIDE_SERVER',
        message: expect.stringMatching(
          new RegExp(`^${variable} \\(127.0.0.1:${port}\\) is set, but .*ECONNREFUSED`),
        ),
        remedy: expect.stringContaining(`without ${variable} this command starts one of its own`),
      });
      expect(String(failures[index])).not.toContain('hunter2');
    }
  });

  it('says that an address is none, without repeating it', async () => {
    await expect(checkPostgres('mysql://root:hunter2@db')).rejects.toMatchObject({
      code: 'E_OUTSIDE_SERVER',
      message: 'DATABASE_URL is not an address',
    });
    await expect(checkRedis('REDIS_CACHE_URL', 'hunter2')).rejects.toMatchObject({
      message: 'REDIS_CACHE_URL is not an address',
    });
  });
});
