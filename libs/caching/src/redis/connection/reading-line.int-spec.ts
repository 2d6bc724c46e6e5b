import { eventually, startTestRedis, TcpFaultProxy, type TestRedis } from '@analyticbot/testing';
import { ErrorReply } from '@redis/client';
import { ReadingLine } from './reading-line.js';

const patienceMs = 20;

describe('ReadingLine', () => {
  let redis: TestRedis;
  let proxy: TcpFaultProxy;
  let line: ReadingLine;
  const isAvailable = () => eventually(() => expect(line.available()).toBe(true));

  beforeAll(async () => {
    redis = await startTestRedis();
    proxy = await TcpFaultProxy.start(redis.port);
    await redis.client().set('a', 'kept');
  });
  beforeEach(async () => {
    line = new ReadingLine(proxy.through(redis.url), patienceMs);
    await isAvailable();
  });
  afterEach(() => line.close());
  afterAll(async () => {
    await proxy.stop();
    await redis.stop();
  });

  it('gives what is there, nothing, or the error Redis tells', async () => {
    const client = redis.client();
    const long = 'Подписчики '.repeat(40_000);
    await client.mset('long', long, 'ключ', 'найден');
    await client.rpush('list', 'another type');
    expect(await line.get('a')).toBe('kept');
    expect(await line.get('none')).toBeNull();
    expect((await line.get('long')) === long).toBe(true);
    await expect(line.get('list')).rejects.toBeInstanceOf(ErrorReply);
    expect(await line.get('ключ')).toBe('найден');
  });

  it('rejects what it was asked when the connection is lost, and comes back', async () => {
    const asked = line.get('a');
    proxy.cut();
    await expect(asked).rejects.toThrow();
    expect(line.available()).toBe(false);
    proxy.restore();
    await isAvailable();
    expect(await line.get('a')).toBe('kept');
  });

  it('is made anew when it stays silent', async () => {
    proxy.delay(300);
    const asked = line.get('a').catch(String);
    await eventually(() => {
      expect(line.available()).toBe(false);
      expect(line['socket']).toBeUndefined();
    });
    expect(await asked).toMatch(/closed/i);
    proxy.restore();
    await isAvailable();
    expect(await line.get('a')).toBe('kept');
  });

  it('is made anew when it hears what answers no question', async () => {
    const before = line['socket'];
    before?.write('*1\r\n$4\r\nPING\r\n');
    await eventually(() => expect(line['socket']).not.toBe(before));
    await isAvailable();
    expect(await line.get('a')).toBe('kept');
  });
});
