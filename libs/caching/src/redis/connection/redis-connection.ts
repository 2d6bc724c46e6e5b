import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { createClient } from '@redis/client';
import { clientOptions } from './client-options.js';
import { ReadingLine } from './reading-line.js';
import { redisScripts } from './redis-scripts.js';

const newClient = (url: string, onSocket: (socket: Socket) => void) =>
  createClient({
    ...clientOptions(url, (socket, bytes, length) => {
      onSocket(socket);
      socket.emit('data', bytes.subarray(0, length));
    }),
    scripts: redisScripts,
  });

/** The client with our scripts. */
export type CacheRedis = ReturnType<typeof newClient>;

/**
 * The way to Redis, which never gives up and never throws out of nowhere: one connection for all commands, and one for lone reads, without
 * which it goes on, too.
 */
export class RedisConnection {
  private current: CacheRedis;
  private line: ReadingLine;
  private readonly logger = new Logger('Cache');
  private lost = false;
  private socket: Socket | undefined;
  private closed = false;

  constructor(private readonly url: string) {
    this.current = this.connect();
    this.line = new ReadingLine(this.url);
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

  /**
   * What Redis holds under the key, asked for at once, and beside the commands of the client: it may be answered before those sent earlier. Rejects
   * with an `ErrorReply`, or when there is no connection.
   */
  get(key: string): Promise<string | null> {
    if (this.line.available()) return this.line.get(key);
    const asked = this.client.sendCommand<string | null>(['GET', key]);
    // The client would wait for the end of the event loop's turn.
    this.socket?.uncork();
    return asked;
  }

  /** Drops a connection that gives no answers, even one that is silent while it is being made, and makes a new one. */
  renew(): void {
    if (this.closed) return;
    const silent = this.current;
    this.current = this.connect();
    drop(silent);
    this.line.close();
    this.line = new ReadingLine(this.url);
  }

  /** Ends the connection at once. */
  close(): void {
    this.closed = true;
    drop(this.current);
    this.line.close();
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
