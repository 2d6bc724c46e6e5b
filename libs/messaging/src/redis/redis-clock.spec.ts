import type { Redis } from 'ioredis';
import { RedisClock } from './redis-clock.js';

describe('RedisClock', () => {
  let local = 0;
  /** How long an answer of the server is under way. */
  let underWay = 0;
  const server = {
    time: async () => ((local += underWay), [String(1_000 + Math.floor(local / 1_000)), '0']),
  };
  const clock = (): RedisClock => new RedisClock(server as unknown as Redis, () => local);

  beforeEach(() => {
    local = 0;
    underWay = 0;
  });

  it("gives Redis' time, and goes on by the local clock", async () => {
    const redisClock = clock();
    await redisClock.sync();
    local = 250;
    expect(redisClock.now()).toBe(1_000_250);
  });

  it('says whether it was compared', async () => {
    const redisClock = clock();
    expect(redisClock.synced).toBe(false);
    await redisClock.sync();
    expect(redisClock.synced).toBe(true);
  });

  it('keeps a good comparison when the process slept during the next one', async () => {
    const redisClock = clock();
    await redisClock.sync();
    underWay = 60_000;
    await redisClock.sync();
    expect(redisClock.now()).toBe(1_060_000);
  });
});
