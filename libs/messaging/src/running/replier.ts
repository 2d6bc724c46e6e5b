import type { Redis } from 'ioredis';
import { maxPendingRequests } from '../client/work.client.js';
import { untilDone } from '../consumer/until-done.js';
import type { Reply } from '../contract/envelope.js';
import { toJson } from '../contract/payload.js';
import { replyScript } from '../scripts/reply.lua.js';

/** A client that reads renews nothing itself: every answer prolongs its stream by this much. */
const replyStreamLastsMs = 60_000;

/** Sends answers to the one who asked. */
export class Replier {
  constructor(
    private readonly redis: Redis,
    private readonly maxPayloadBytes: number,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Appends the answer to the client's stream; tries for `withinMs`, after which nobody waits for it.
   * @throws PayloadTooLargeError, InvalidPayloadError when the answer has no JSON
   */
  async reply(replyTo: string, pattern: string, reply: Reply, withinMs: number): Promise<void> {
    const json = toJson(pattern, reply, this.maxPayloadBytes);
    const signal = AbortSignal.any([this.signal, AbortSignal.timeout(Math.max(1, Math.ceil(withinMs)))]);
    await untilDone('answer', signal, () =>
      replyScript.run(this.redis, [replyTo], [maxPendingRequests, replyStreamLastsMs, json]),
    );
  }
}
