import type { EventContract, RequestContract } from '../contract/contract.js';
import { type SendOptions, WorkRecord } from './work-record.js';
import type { WorkClient } from './work.client.js';

/** Options of one request. */
export interface RequestOptions extends Pick<SendOptions, 'timeoutMs' | 'correlationId' | 'key'> {
  /** Stops waiting; the request itself may still be executed. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Options of one event. */
export type PublishOptions = Pick<SendOptions, 'id' | 'key' | 'correlationId'>;

/** Sends work: requests and events that exactly one replica handles. */
export class WorkBus {
  constructor(private readonly client: WorkClient) {}

  /**
   * Asks one replica and resolves with its parsed reply. It ends by its deadline, also while Redis is away.
   * @throws RequestFailedError with the code of the handler's `WorkFailure`, or `E_INTERNAL`
   * @throws RequestTimeoutError, QueueFullError, MessagingUnavailableError, InvalidPayloadError, PayloadTooLargeError
   */
  request<Q, R>(contract: RequestContract<Q, R>, payload: Q, options: RequestOptions = {}): Promise<R> {
    const { signal, ...sending } = options;
    return this.client.request<R>(contract, new WorkRecord(payload, sending), signal);
  }

  /**
   * Appends an event. `accepted` is false when an event with this `id` was appended before; nothing happened then.
   * @throws QueueFullError, MessagingUnavailableError, InvalidPayloadError, PayloadTooLargeError
   */
  publish<E>(
    contract: EventContract<E>,
    payload: E,
    options: PublishOptions = {},
  ): Promise<{ accepted: boolean }> {
    return this.client.append(contract, new WorkRecord(payload, options));
  }
}
