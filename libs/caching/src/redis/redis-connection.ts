import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { createClient } from '@redis/client';
import { redisScripts } from './redis-scripts.js';

/** Room for one read of the socket: most answers, and most batches of answers, arrive in one piece. */
const readBytes = 256 * 1024;

/**
 * Has the socket read into the same memory again and again instead of new memory each time. The client makes text of what it
 * reads at once, so nothing of the buffer is in use when the next piece comes; replies as buffers it must not be asked for.
 */
const readInto = (buffer: Buffer, onSocket: (socket: Socket) => void) => ({
  buffer,
  callback(this: Socket | void, bytes: number, into: Uint8Array): boolean {
    onSocket(this as Socket);
    (this as Socket).emit('data', into.subarray(0, bytes));
    return true;
  },
});

const newClient = (url: string, onSocket: (socket: Socket) => void) =>
  createClient({
    url,
    scripts: redisScripts,
    // Without a connection commands fail at once instead of piling up.
    disableOfflineQueue: true,
    commandsQueueMaxLength: 10_000,
    socket: {
      connectTimeout: 2_000,
      keepAlive: 5_000,
      onread: readInto(Buffer.allocUnsafe(readBytes), onSocket),
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
  private socket: Socket | undefined;
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

  /** Sends what was asked for so far; the client would wait for the end of the event loop's turn. */
  flush(): void {
    this.socket?.uncork();
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
    const client = newClient(this.url, (socket) => (this.socket = socket));
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
