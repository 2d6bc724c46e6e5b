import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { eventually, startTestRedis, TcpFaultProxy, type TestRedis } from '@analyticbot/testing';
import { register } from 'prom-client';
import { inspectRedisCache, sampleRedisMemory, tag } from '../index.js';
import { Replicas, TestBus } from '../replicas.contract.js';

/** Passes connections on; those that were open while it was silent stay open and silent for ever. */
class SilentDoor {
  private isSilent = false;
  private readonly sockets = new Set<Socket>();
  private readonly clients = new Set<Socket>();
  private readonly lost = new Set<Socket>();
  /** What each client said last. */
  private readonly said = new Map<Socket, string>();

  private constructor(private readonly server: Server) {}

  static async open(target: number): Promise<SilentDoor> {
    const server = createServer();
    const door = new SilentDoor(server);
    server.on('connection', (client) => {
      const upstream = connect(target, '127.0.0.1');
      door.sockets.add(client).add(upstream);
      door.clients.add(client);
      if (door.isSilent) door.lost.add(client);
      client.on('data', (chunk) => {
        door.said.set(client, chunk.toString());
        if (!door.lost.has(client)) upstream.write(chunk);
      });
      upstream.on('data', (chunk) => door.lost.has(client) || client.write(chunk));
      for (const socket of [client, upstream]) socket.on('error', () => undefined);
      client.on('close', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return door;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How many connections have gone silent. */
  get silenced(): number {
    return this.lost.size;
  }

  silence(): void {
    this.isSilent = true;
    for (const client of this.clients) this.lost.add(client);
  }

  /** Silences those that read values only, for ever. */
  silenceReaders(): void {
    for (const [client, said] of this.said) if (/^\*2\r\n\$3\r\nGET/.test(said)) this.lost.add(client);
  }

  /** For connections made from now on. */
  speak(): void {
    this.isSilent = false;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

/** Impatient, so that the tests are not slow. */
const quick = { l2TimeoutMs: 100, l2ProbeMs: 50, l2FailuresToOpen: 2 };

describe('when Redis is in trouble', () => {
  let redis: TestRedis;
  let proxy: TcpFaultProxy;
  let replicas: Replicas;
  const tags = [tag('channel', 1)];

  beforeEach(async () => {
    redis = await startTestRedis({ args: ['--enable-debug-command', 'local'] });
    proxy = await TcpFaultProxy.start(redis.port);
    replicas = new Replicas(proxy.through(redis.url));
  });
  afterEach(async () => {
    await replicas.stop();
    await proxy.stop();
    await redis.stop();
  });

  it('works from memory and loaders while Redis is killed, and heals when it is back', async () => {
    const cache = await replicas.start(quick);
    await cache.getOrLoad('plain', ['known'], () => 'kept', { tags });
    await redis.crash();
    expect(await cache.getOrLoad('plain', ['known'], () => 'loaded', { tags })).toBe('kept');
    for (let i = 0; i < 5; i += 1) {
      expect(await cache.getOrLoad('plain', ['new', i], () => i)).toBe(i);
      expect(await cache.getOrLoad('plain', ['new', i], () => -1)).toBe(i);
    }
    expect(cache.stats().l2CircuitOpen).toBe(true);
    expect(await register.getSingleMetricAsString('cache_l2_circuit_open')).toContain(
      'cache_l2_circuit_open 1',
    );

    await redis.restart();
    await eventually(() => expect(cache.stats()).toMatchObject({ l2CircuitOpen: false, l2Connected: true }));
    await cache.getOrLoad('plain', ['after'], () => 'shared');
    expect(await (await replicas.start(quick)).get('plain', ['after'])).toBe('shared');
  });

  it('heals after its connection was cut', async () => {
    const cache = await replicas.start(quick);
    proxy.cut();
    for (let i = 0; i < 3; i += 1) expect(await cache.getOrLoad('far', ['a', i], () => i)).toBe(i);
    expect(cache.stats().l2CircuitOpen).toBe(true);
    proxy.restore();
    await eventually(() => expect(cache.stats()).toMatchObject({ l2CircuitOpen: false, l2Connected: true }));
    await cache.getOrLoad('far', ['after'], () => 'shared');
    expect(await cache.get('far', ['after'])).toBe('shared');
  });

  it('makes a new connection when the old one has gone silent without being closed', async () => {
    const door = await SilentDoor.open(redis.port);
    const behind = new Replicas(`redis://127.0.0.1:${door.port}`);
    const cache = await behind.start(quick);
    door.silence();
    for (let i = 0; i < 3; i += 1) expect(await cache.getOrLoad('far', ['a', i], () => i)).toBe(i);
    // Connections made meanwhile are accepted and hear nothing, either.
    await eventually(() => expect(door.silenced).toBeGreaterThan(1));
    door.speak();
    await eventually(() => expect(cache.stats()).toMatchObject({ l2CircuitOpen: false, l2Connected: true }));
    await cache.getOrLoad('far', ['after'], () => 'shared');
    expect(await cache.get('far', ['after'])).toBe('shared');
    await behind.stop();
    await door.close();
  });

  it('reads another way when only the connection that values are read by has gone silent', async () => {
    const door = await SilentDoor.open(redis.port);
    const behind = new Replicas(`redis://127.0.0.1:${door.port}`);
    const cache = await behind.start(quick);
    await cache.set('far', ['a'], 'kept');
    await eventually(async () => {
      expect(await cache.get('far', ['a'])).toBe('kept');
      door.silenceReaders();
      expect(door.silenced).toBe(1);
    });
    // One is kept waiting, until his time is over.
    expect(await cache.get('far', ['a'])).toBeUndefined();
    for (let i = 0; i < 3; i += 1) expect(await cache.get('far', ['a'])).toBe('kept');
    expect(cache.stats()).toMatchObject({ l2Errors: 1, l2CircuitOpen: false });
    await behind.stop();
    await door.close();
  });

  it('answers in time while Redis is frozen', async () => {
    const cache = await replicas.start(quick);
    const frozen = redis.pause(1_000);
    expect(await cache.getOrLoad('plain', ['a'], () => 'loaded')).toBe('loaded');
    expect(cache.stats().l2Errors).toBeGreaterThan(0);
    await frozen;
    await eventually(() => expect(cache.stats().l2CircuitOpen).toBe(false));
  });

  it('answers in time while a command holds Redis up', async () => {
    const cache = await replicas.start(quick);
    const other = redis.client();
    // Connected, so that the cache does not come first.
    await other.ping();
    const asleep = other.call('DEBUG', 'SLEEP', '1');
    for (let i = 0; i < 5; i += 1) expect(await cache.getOrLoad('far', ['a', i], () => i)).toBe(i);
    expect(cache.stats().l2CircuitOpen).toBe(true);
    await asleep;
    await eventually(() => expect(cache.stats().l2CircuitOpen).toBe(false));
    await cache.getOrLoad('far', ['after'], () => 'shared');
    expect(await cache.get('far', ['after'])).toBe('shared');
  });

  it('goes on reading, and serves nothing outdated, while Redis is full', async () => {
    const cache = await replicas.start(quick);
    const client = redis.client();
    await cache.getOrLoad('far', ['known'], () => 'kept', { tags });
    await client.config('SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1');
    expect(await cache.getOrLoad('far', ['known'], () => 'loaded', { tags })).toBe('kept');
    expect(await cache.getOrLoad('plain', ['new'], () => 'made')).toBe('made');
    expect(await cache.getOrLoad('plain', ['new'], () => 'loaded')).toBe('made');
    await cache.invalidate(tags);
    expect(await cache.getOrLoad('far', ['known'], () => 'newer', { tags })).toBe('newer');
    await client.config('SET', 'maxmemory', '0');
    await eventually(() =>
      expect(cache.stats()).toMatchObject({ l2CircuitOpen: false, pendingInvalidations: 0 }),
    );
    expect(await (await replicas.start(quick)).get('far', ['known'])).toBeUndefined();
  });

  it('bounds what a slow Redis costs, and uses it again when it is quick', async () => {
    const cache = await replicas.start(quick);
    proxy.delay(150);
    for (let i = 0; i < 4; i += 1) expect(await cache.getOrLoad('far', ['a', i], () => i)).toBe(i);
    expect(cache.stats().l2CircuitOpen).toBe(true);
    proxy.restore();
    await eventually(() => expect(cache.stats().l2CircuitOpen).toBe(false));
  });

  it('starts without Redis', async () => {
    proxy.cut();
    const cache = await replicas.start(quick);
    expect(await cache.getOrLoad('plain', ['a'], () => 1)).toBe(1);
    proxy.restore();
    await eventually(() => expect(cache.stats().l2Connected).toBe(true), { timeoutMs: 10_000 });
  });

  it('makes up for invalidations that Redis missed', async () => {
    const [cut, well] = [
      await replicas.start(quick),
      await new Replicas(redis.url).start({ namespace: replicas.namespace }),
    ];
    await cut.getOrLoad('plain', ['a'], () => 'old', { tags });
    expect(await well.get('plain', ['a'])).toBe('old');
    proxy.cut();
    await cut.invalidate(tags);
    expect(cut.stats().pendingInvalidations).toBe(1);
    expect(await cut.getOrLoad('plain', ['a'], () => 'new', { tags })).toBe('new');
    proxy.restore();
    await eventually(() => expect(cut.stats().pendingInvalidations).toBe(0));
    await eventually(async () => expect(await well.get('plain', ['a'])).toBeUndefined());
    await well.close();
  });

  it('tells other replicas over the bus although Redis is away', async () => {
    const bus = new TestBus();
    const one = await replicas.start({ ...quick, bus: bus.end() });
    const two = await replicas.start({ ...quick, bus: bus.end() });
    await one.getOrLoad('plain', ['a'], () => 'old', { tags });
    await two.get('plain', ['a']);
    await redis.crash();
    await one.invalidate(tags);
    expect(await two.getOrLoad('plain', ['a'], () => 'new', { tags })).toBe('new');
  });

  it.each(['no json', '"json, but no entry"', '[1,5]', '[3,5,1,1,1,1,1]', '[1,5,1,1,1,1,1,5]'])(
    'takes %s for a miss and removes it',
    async (garbage) => {
      const cache = await replicas.start();
      const key = `${replicas.namespace}:v2:1:far:a`;
      await redis.client().set(key, garbage);
      expect(await cache.get('far', ['a'])).toBeUndefined();
      expect(await redis.client().exists(key)).toBe(0);
      await redis.client().rpush(key, 'another type');
      expect(await cache.getOrLoad('far', ['a'], () => 'made')).toBe('made');
      expect(cache.stats()).toMatchObject({ undecodable: 2, l2CircuitOpen: false });
      expect(await cache.get('far', ['a'])).toBe('made');
    },
  );

  it('tells which groups take the memory', async () => {
    const cache = await replicas.start();
    const client = redis.client();
    for (let id = 0; id < 60; id += 1) {
      await cache.set('far', [id], 'x'.repeat(2_000), { tags });
      await cache.set('plain', [id], 'x');
    }
    await client.set("somebody else's", 'x');
    const { keys, sampled, groups } = await sampleRedisMemory(client, {
      namespace: replicas.namespace,
      samples: 500,
    });
    expect([keys, sampled]).toEqual([122, 500]);
    expect(groups[0]).toMatchObject({ group: 'far' });
    // Sixty of 2 kB and some overhead, from a sample.
    expect(groups[0]?.bytes).toBeGreaterThan(80_000);
    expect(groups[0]?.bytes).toBeLessThan(250_000);
    expect(groups.map(({ group }) => group)).toContain('plain');
    await redis.crash();
    const gone = sampleRedisMemory(client, { namespace: replicas.namespace, deadlineMs: 100 });
    await expect(gone).rejects.toMatchObject({ code: 'E_CACHE_L2_UNAVAILABLE' });
  });

  it('tells how the server does', async () => {
    const client = redis.client();
    await client.config('SET', 'maxmemory', '50mb', 'maxmemory-policy', 'allkeys-lfu');
    await client.get('missing');
    const report = await inspectRedisCache(client);
    expect(report).toMatchObject({ maxMemoryBytes: 50 * 1024 * 1024, policy: 'allkeys-lfu', evictedKeys: 0 });
    expect(report.usedMemoryBytes).toBeGreaterThan(100_000);
    expect(report.keyspaceMisses).toBeGreaterThan(0);
    await client.config('SET', 'maxmemory', '0');
    expect((await inspectRedisCache(client)).maxMemoryBytes).toBeNull();
    await redis.crash();
    await expect(inspectRedisCache(client, 100)).rejects.toMatchObject({ code: 'E_CACHE_L2_UNAVAILABLE' });
  });
});
