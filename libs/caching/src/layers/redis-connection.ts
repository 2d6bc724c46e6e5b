import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { createClient, defineScript } from '@redis/client';

/**
 * Raises a tag's generation and gives it back.
 * KEYS[1] the generation; ARGV[1] at least this number, ARGV[2] time to live in ms, ARGV[3] 1: to a new number.
 * Numbers are the server's time in microseconds, so one that was evicted never comes back as an old one.
 */
const raiseGeneration = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local current = tonumber(redis.call('GET', KEYS[1]) or '0')
local least = tonumber(ARGV[1])
local wanted = current
if ARGV[3] == '1' then
  wanted = math.max(current + 1, least + 1, now)
elseif current == 0 then
  wanted = math.max(least, now)
else
  wanted = math.max(least, current)
end
redis.call('SET', KEYS[1], string.format('%.0f', wanted), 'PX', ARGV[2])
return string.format('%.0f', wanted)`;

/** Deletes a lock if it is still ours. KEYS[1] the lock; ARGV[1] our token. */
const releaseLock = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Prolongs a lock if it is still ours. KEYS[1] the lock; ARGV[1] our token, ARGV[2] time to live in ms. */
const renewLock = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

const scripts = {
  raiseGeneration: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: raiseGeneration,
    transformArguments: (key: string, least: number, ttlMs: number, toNew: boolean) => [
      key,
      String(least),
      String(ttlMs),
      toNew ? '1' : '0',
    ],
    transformReply: (reply: string) => Number(reply),
  }),
  releaseLock: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: releaseLock,
    transformArguments: (key: string, token: string) => [key, token],
    transformReply: (reply: number) => reply === 1,
  }),
  renewLock: defineScript({
    NUMBER_OF_KEYS: 1,
    SCRIPT: renewLock,
    transformArguments: (key: string, token: string, ttlMs: number) => [key, token, String(ttlMs)],
    transformReply: (reply: number) => reply === 1,
  }),
};

const newClient = (url: string) =>
  createClient({
    url,
    scripts,
    // Without a connection commands fail at once instead of piling up.
    disableOfflineQueue: true,
    commandsQueueMaxLength: 10_000,
    socket: {
      connectTimeout: 2_000,
      keepAlive: 5_000,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 6), 2_000) + Math.random() * 100,
    },
  });

/** The client with our scripts. */
export type CacheRedis = ReturnType<typeof newClient>;

/** One connection that never gives up and never throws out of nowhere. */
export class RedisConnection {
  private current: CacheRedis;
  private readonly logger = new Logger('Cache');
  private lost = false;
  private closed = false;

  constructor(private readonly url: string) {
    this.current = this.connect();
  }

  /** The client of the moment: don't keep it, `renew` makes another. */
  get client(): CacheRedis {
    return this.current;
  }

  get ready(): boolean {
    return this.current.isReady;
  }

  /** Waits for the connection, at most so long. Resolves in any case. */
  async whenReady(ms: number): Promise<void> {
    if (this.ready) return;
    await Promise.race([
      once(this.client, 'ready').catch(() => undefined),
      delay(ms, undefined, { ref: false }),
    ]);
  }

  /** Drops a connection that gives no answers, even one that is silent while it is being made, and makes a new one. */
  renew(): void {
    if (this.closed) return;
    const silent = this.current;
    this.current = this.connect();
    drop(silent);
  }

  /** Ends the connection at once. */
  close(): void {
    this.closed = true;
    drop(this.current);
  }

  private connect(): CacheRedis {
    const client = newClient(this.url);
    // Without a listener the first lost connection would end the process.
    client.on('error', (error: Error) => this.onError(client, error));
    client.on('ready', () => this.onReady());
    client.connect().catch((error: Error) => this.onError(client, error));
    return client;
  }

  private onError(client: CacheRedis, error: Error): void {
    if (this.closed || client !== this.current) return;
    if (!this.lost) {
      const reason = (error as NodeJS.ErrnoException).code ?? error.name;
      this.logger.warn(`The cache's Redis is not reachable (${reason}); L1 and loaders do the work.`);
    }
    this.lost = true;
  }

  private onReady(): void {
    if (this.lost) this.logger.log("The cache's Redis is back.");
    this.lost = false;
  }
}

function drop(client: CacheRedis): void {
  if (client.isOpen) client.disconnect().catch(() => undefined);
}
