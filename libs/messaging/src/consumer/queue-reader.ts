import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { blockMs, reconnectDelay } from '../redis/connection.js';
import { workGroup } from '../redis/keys.js';
import { SilenceWatch } from '../redis/silence-watch.js';
import { whenReady } from '../redis/when-ready.js';
import type { Entry } from './work-item.js';
import type { WorkWindow } from './work-window.js';

/** More than one try, for the read may not have reached the server yet. */
const unblockTries = 20;
const unblockEveryMs = 25;

type Streams = [stream: string, entries: [id: string, fields: string[] | null][]][] | null;

/** Reads new entries of one stream as long as there is room for them. Heals by itself after any outage. */
export class QueueReader {
  private readonly logger = new Logger(QueueReader.name);
  private readonly stopping = new AbortController();
  private readonly firstRead: Promise<void>;
  private announce = (): void => undefined;
  private readonly silence: SilenceWatch;
  private running: Promise<void> | undefined;
  private clientId: number | undefined;
  private healthy = false;

  /** @param redis a blocking connection of its own; @param commands the connection that ends its blocking */
  constructor(
    private readonly redis: Redis,
    private readonly commands: Redis,
    private readonly stream: string,
    private readonly consumer: string,
    private readonly window: WorkWindow,
    private readonly onEntries: (entries: readonly Entry[]) => void,
  ) {
    this.silence = new SilenceWatch(redis);
    this.firstRead = new Promise((resolve) => (this.announce = resolve));
  }

  /** Whether the last read succeeded. */
  get reading(): boolean {
    return this.healthy;
  }

  /** Begins to read; resolves when it does for the first time. */
  start(): Promise<void> {
    this.running ??= this.run();
    return this.firstRead;
  }

  /** Takes no further entries; resolves when the last read has ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.window.wake();
    // Ending the blocking read by the server loses nothing; cutting the connection could lose what is under way.
    const ending = new AbortController();
    const ended = this.running?.finally(() => ending.abort());
    for (let tries = 0; tries < unblockTries && !ending.signal.aborted; tries += 1) {
      if (this.clientId !== undefined) await this.commands.client('UNBLOCK', this.clientId).catch(() => 0);
      await sleep(unblockEveryMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
    this.redis.disconnect();
    await ended;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.prepare();
        this.healthy = true;
        failures = 0;
        this.announce();
        while (!signal.aborted) await this.readOn();
      } catch (error) {
        this.silence.answered();
        this.healthy = false;
        failures += 1;
        if (failures === 1 && !signal.aborted) {
          this.logger.warn(`Reading "${this.stream}" failed: ${String(error)}. Trying until it works.`);
        }
        await sleep(reconnectDelay(failures), undefined, { signal }).catch(() => undefined);
      }
    }
    this.healthy = false;
  }

  private async prepare(): Promise<void> {
    await whenReady(this.redis, blockMs);
    this.silence.asked();
    this.clientId = await this.redis.client('ID');
    // From the beginning: acknowledged entries are deleted, so what the stream holds is work, also for a new group.
    const created = this.redis.xgroup('CREATE', this.stream, workGroup, '0', 'MKSTREAM');
    await created.catch((error: unknown) => {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    });
  }

  /** Waits for room and reads until there is none. The next entries are asked for before these are run, so that Redis works meanwhile. */
  private async readOn(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && this.window.room === 0) {
      await this.window.until(() => signal.aborted || this.window.room > 0);
      await nextTurn(); // what is settled together leaves together, and makes room for more than one
    }
    let next = signal.aborted ? undefined : this.read(this.window.room);
    while (next) {
      const entries: readonly Entry[] = await next;
      const room = this.window.room - entries.length;
      next = signal.aborted || room <= 0 ? undefined : this.read(room);
      this.onEntries(entries);
    }
  }

  private async read(room: number): Promise<readonly Entry[]> {
    this.silence.asked();
    const streams = (await this.redis.xreadgroup(
      'GROUP',
      workGroup,
      this.consumer,
      'COUNT',
      Math.min(room, this.window.share),
      'BLOCK',
      blockMs,
      'STREAMS',
      this.stream,
      '>',
    )) as Streams;
    this.silence.answered();
    const entries = streams?.[0]?.[1] ?? [];
    return entries.map(([id, fields]) => ({ id, fields: fields ?? [], deliveries: 1 }));
  }
}
