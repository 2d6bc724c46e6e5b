import { Logger } from '@nestjs/common';
import { connect, createServer, type AddressInfo } from 'node:net';
import { eventually, startTestRedis, type TestRedis } from '@analyticbot/testing';
import { Redis } from 'ioredis';
import { workGroup } from '../redis/keys.js';
import { RedisClock } from '../redis/redis-clock.js';
import { Outbox } from './outbox.js';

const stream = 'work:{outbox}:stream';
const inTime = Date.now() + 60_000;
const nothing = (): void => undefined;

describe('an outbox', () => {
  let redis: TestRedis;
  let client: Redis;
  let abandon: AbortController;
  let ids: string[];

  beforeAll(async () => {
    redis = await startTestRedis();
    client = redis.client();
  });
  beforeEach(async () => {
    abandon = new AbortController();
    await client.flushall();
    await client.xgroup('CREATE', stream, workGroup, '0', 'MKSTREAM');
    ids = [];
    for (const m of ['one', 'two']) ids.push(String(await client.xadd(stream, '*', 'm', m)));
    await client.xreadgroup('GROUP', workGroup, 'here', 'STREAMS', stream, '>');
  });
  afterEach(() => abandon.abort());
  afterAll(() => redis.stop());

  const pending = async (): Promise<unknown> => ((await client.xpending(stream, workGroup)) as unknown[])[0];
  const answers = async (replyTo: string): Promise<string[]> =>
    (await client.xrange(replyTo, '-', '+')).map(([, fields]) => fields.join(' '));
  const settleBoth = (outbox: Outbox): void => {
    // Acknowledged first: the order of the calls must not matter.
    for (const id of ids) outbox.end(id, undefined, nothing);
    outbox.answer({ replyTo: 'work:reply:{first}', json: '"a"', deadline: inTime }, nothing);
    outbox.answer({ replyTo: 'work:reply:{second}', json: '"b"', deadline: inTime }, nothing);
  };

  it('acknowledges nothing of a turn before all of its answers are written', async () => {
    let whole = false;
    const proxy = createServer((socket) => {
      const upstream = connect(Number(new URL(redis.url).port), '127.0.0.1');
      for (const end of [socket, upstream]) end.on('error', nothing);
      upstream.pipe(socket);
      socket.on('data', (sent) => {
        const cut = whole ? -1 : sent.indexOf('work:reply:{second}');
        if (cut < 0) return void upstream.write(sent);
        upstream.write(sent.subarray(0, sent.lastIndexOf('\r\n*', cut) + 2), () => socket.destroy());
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const through = new Redis((proxy.address() as AddressInfo).port, '127.0.0.1', {
      ...{ enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 20 },
    });
    through.on('error', nothing);
    await new Promise<void>((resolve) => through.once('ready', resolve));

    settleBoth(new Outbox(through, stream, new RedisClock(client), abandon.signal));
    await eventually(async () => expect(await answers('work:reply:{first}')).toEqual(['r "a"']));
    expect(await answers('work:reply:{second}')).toEqual([]);
    expect(await pending()).toBe(2);

    whole = true;
    await eventually(async () => expect(await pending()).toBe(0));
    expect(await answers('work:reply:{second}')).toEqual(['r "b"']);
    through.disconnect();
    proxy.close();
  });

  it('puts the answers of one turn in one entry where the asker takes that, long ones in several', async () => {
    const outbox = new Outbox(client, stream, new RedisClock(client), abandon.signal);
    const long = JSON.stringify('x'.repeat(40_000));
    for (const json of ['1', '2', long, '3', long]) {
      for (const replyTo of ['work:reply:{old}', 'work:reply:{new}:many']) {
        outbox.answer({ replyTo, json, deadline: inTime }, nothing);
      }
    }
    await eventually(async () =>
      expect(await answers('work:reply:{new}:many')).toEqual([`rs [1,2,${long},3]`, `rs [${long}]`]),
    );
    expect(await answers('work:reply:{old}')).toEqual(['r 1', 'r 2', `r ${long}`, 'r 3', `r ${long}`]);
  });

  it('acknowledges while Redis is full, and answers once there is room', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    await client.config('SET', 'maxmemory', '1');
    settleBoth(new Outbox(client, stream, new RedisClock(client), abandon.signal));
    await eventually(async () => expect(await pending()).toBe(0));
    expect(await client.xlen(stream)).toBe(0);
    expect(await answers('work:reply:{first}')).toEqual([]);
    const refused = () => client.info('errorstats').then((text) => Number(/OOM:count=(\d+)/.exec(text)?.[1]));
    await eventually(async () => expect(await refused()).toBeGreaterThan(5));
    await client.config('SET', 'maxmemory', '0');
    await eventually(async () => expect(await answers('work:reply:{first}')).toEqual(['r "a"']));
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
    expect(await answers('work:reply:{second}')).toEqual(['r "b"']);
  });

  it('gives an answer up when nobody waits for it any more', async () => {
    await client.set('work:reply:{gone}', 'no stream');
    const outbox = new Outbox(client, stream, new RedisClock(client), abandon.signal);
    const answer = { replyTo: 'work:reply:{gone}', json: '"a"', deadline: Date.now() + 50 };
    await new Promise<void>((resolve) => outbox.answer(answer, resolve));
    expect(await client.get('work:reply:{gone}')).toBe('no stream');
  });
});
