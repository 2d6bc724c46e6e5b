import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { parseReplies, type Reply } from '../contract/envelope.js';
import { blockMs, reconnectDelay } from '../redis/connection.js';
import { SilenceWatch } from '../redis/silence-watch.js';
import { whenReady } from '../redis/when-ready.js';

const beginning = '0-0';
/** Characters of answers that may lie read in the stream before it is trimmed. */
const trimmedFrom = 262_144;

/** Reads the stream on which one client gets its answers, until it is closed. Heals by itself after any outage. */
export class ReplyListener {
  private readonly logger = new Logger(ReplyListener.name);
  private readonly closing = new AbortController();
  private running: Promise<void> | undefined;
  private cursor = beginning;
  private untrimmed = 0;

  constructor(
    private readonly openConnection: () => Redis,
    private readonly key: string,
    private readonly onReply: (reply: Reply) => void,
  ) {}

  /** Begins to listen; further calls change nothing. */
  start(): void {
    this.running ??= this.run(this.openConnection());
  }

  /** Stops listening; resolves when the connection is closed. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(redis: Redis): Promise<void> {
    const { signal } = this.closing;
    signal.addEventListener('abort', () => redis.disconnect(), { once: true });
    const silence = new SilenceWatch(redis);
    for (let failures = 0; !signal.aborted;) {
      try {
        await whenReady(redis, blockMs);
        silence.asked();
        if (failures > 0) await this.rewind(redis);
        await this.read(redis);
        failures = 0;
      } catch (error) {
        silence.answered();
        if (signal.aborted) break;
        failures += 1;
        if (failures === 1) this.logger.warn(`Reading answers failed: ${String(error)}. Trying again.`);
        await sleep(reconnectDelay(failures), undefined, { signal }).catch(() => undefined);
      }
    }
    redis.disconnect();
  }

  private async read(redis: Redis): Promise<void> {
    const streams = await redis.xread('COUNT', 500, 'BLOCK', blockMs, 'STREAMS', this.key, this.cursor);
    for (const [id, fields] of streams?.[0]?.[1] ?? []) {
      this.cursor = id;
      this.deliver(fields);
    }
    await nextTurn(); // who was answered asks again, and both reach Redis together
    if (this.untrimmed >= trimmedFrom) {
      this.untrimmed = 0;
      // What was read is not needed any more. Goes out before the next read; a failure shows there.
      redis.xtrim(this.key, 'MINID', '~', this.cursor).catch(() => undefined);
    }
  }

  private deliver(fields: readonly string[]): void {
    this.untrimmed += fields[1]?.length ?? 0;
    try {
      for (const reply of parseReplies(fields)) this.handOver(reply);
    } catch (error) {
      this.logger.warn(`Answers could not be read and were skipped: ${String(error)}`);
    }
  }

  /** What goes wrong with one answer must not cost the others of its entry. */
  private handOver(reply: Reply): void {
    try {
      this.onReply(reply);
    } catch (error) {
      this.logger.warn(`An answer could not be handed over: ${String(error)}`);
    }
  }

  /** A server that lost its data, and whose clock went back, begins below our cursor: we would never see an answer. */
  private async rewind(redis: Redis): Promise<void> {
    const [last] = await redis.xrevrange(this.key, '+', '-', 'COUNT', 1);
    if (!last || isBefore(last[0], this.cursor)) this.cursor = beginning;
  }
}

function isBefore(a: string, b: string): boolean {
  const [aMs = 0, aSeq = 0] = a.split('-').map(Number);
  const [bMs = 0, bSeq = 0] = b.split('-').map(Number);
  return aMs < bMs || (aMs === bMs && aSeq < bSeq);
}
