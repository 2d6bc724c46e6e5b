import { startTestRedis, type TestRedis } from '@analyticbot/testing';
import type { Envelope } from '../contract/envelope.js';
import { runDeadLetters, UsageError } from './dead-letters.command.js';

describe('the dead-letters command', () => {
  let redis: TestRedis;
  const run = (...args: string[]): Promise<string[]> => runDeadLetters(['--queue', 'q', ...args], redis.url);
  const bury = async (n: number): Promise<string> => {
    const envelope: Envelope = {
      id: `message-${n}`,
      kind: 'event',
      pattern: 'happened',
      version: 1,
      payload: { n },
      correlationId: 'c',
      sentAt: 1,
    };
    const fields = {
      reason: 'failed',
      attempts: '3',
      lastError: 'Error: no',
      m: JSON.stringify(envelope),
      at: '1',
    };
    return (await redis.client().xadd('work:{q}:dead', '*', ...Object.entries(fields).flat())) ?? '';
  };

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  beforeEach(() => redis.client().flushall());
  afterAll(() => redis.stop());

  it('lists, newest first, and shows one with its payload', async () => {
    const [first, second] = [await bury(1), await bury(2)];
    const lines = await run('list');
    expect(lines.map((line) => line.split('\t')[0])).toEqual([second, first]);
    expect(lines[0]).toContain('Error: no');
    const [shown] = await run('show', '--id', first);
    expect(JSON.parse(shown ?? '')).toMatchObject({ id: first, envelope: { payload: { n: 1 } } });
  });

  it('replays one, or all that are messages, oldest first', async () => {
    const client = redis.client();
    const [first] = [await bury(1), await bury(2), await bury(3)];
    await client.xadd('work:{q}:dead', '*', 'reason', 'malformed', 'raw', '[]');
    await run('replay', '--id', first);
    const lines = await run('replay', '--all');
    expect(lines).toHaveLength(3);
    const entries = await client.xrange('work:{q}:stream', '-', '+');
    const payloads = entries.map(([, [, json]]) => (JSON.parse(json ?? '') as Envelope).payload);
    expect(payloads).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await run('list')).toHaveLength(1);
  });

  it('says what is missing', async () => {
    await expect(run('dance')).rejects.toBeInstanceOf(UsageError);
    await expect(run('show')).rejects.toThrow('--id');
    await expect(runDeadLetters(['list', '--queue', 'q'], undefined)).rejects.toThrow('REDIS_URL');
    await expect(run('show', '--id', '1-1')).rejects.toMatchObject({ code: 'E_DEAD_LETTER_NOT_FOUND' });
  });
});
