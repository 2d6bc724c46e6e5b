import type { Redis } from 'ioredis';
import type { NewsContract } from '../contract/contract.js';
import { MessagingUnavailableError } from '../contract/messaging.errors.js';
import { parsePayload, toJson } from '../contract/payload.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import { whenReady } from '../redis/when-ready.js';

/** Tells every running replica something, in the format of Nest's stock Redis transport. A replica that is down misses it. */
export class NewsBus {
  constructor(
    private readonly redis: Redis,
    private readonly options: ResolvedMessagingOptions,
  ) {}

  /**
   * Resolves with how many processes listened.
   * @throws MessagingUnavailableError, InvalidPayloadError, PayloadTooLargeError
   */
  async publish<N>(contract: NewsContract<N>, payload: N): Promise<number> {
    const { pattern } = contract;
    const data = parsePayload(pattern, contract.payload, payload);
    const json = toJson(pattern, { pattern, data }, this.options.maxPayloadBytes);
    try {
      await whenReady(this.redis, this.options.commandTimeoutMs);
      return await this.redis.publish(pattern, json);
    } catch (error) {
      throw new MessagingUnavailableError('news', error);
    }
  }
}
