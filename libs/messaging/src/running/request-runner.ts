import { Logger } from '@nestjs/common';
import type { Outbox } from '../settling/outbox.js';
import type { Answer } from '../settling/outgoing.js';
import type { WorkItem } from '../consumer/work-item.js';
import type { RequestContract } from '../contract/contract.js';
import type { Reply } from '../contract/envelope.js';
import { parsePayload, toJson } from '../contract/payload.js';
import type { ResolvedMessagingOptions } from '../messaging.options.js';
import { replyPrefix } from '../redis/keys.js';
import type { RedisClock } from '../redis/redis-clock.js';
import type { BoundHandler, Outcome } from './bound-handler.js';
import { deliveryOf } from './delivery.js';
import { codeOf, describeError } from './describe-error.js';
import type { RunnerParts } from './event-runner.js';

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
}

type Result = Pick<Reply, 'response' | 'err'>;

const internal: Failure = {
  code: 'E_INTERNAL',
  message: 'The request failed for a reason that is not the caller’s.',
};

/** Runs requests: answered once, never run again after an answer, not run at all when the caller has given up. */
export class RequestRunner {
  private readonly logger = new Logger(RequestRunner.name);
  private readonly replyPrefix: string;

  constructor(
    private readonly parts: Omit<RunnerParts, 'onRetry'>,
    private readonly outbox: Outbox,
    private readonly clock: RedisClock,
    private readonly options: Pick<ResolvedMessagingOptions, 'keyPrefix' | 'maxPayloadBytes'>,
  ) {
    this.replyPrefix = replyPrefix(options.keyPrefix);
  }

  /**
   * Runs one request, answers it and acknowledges it; calls `onSettled` when both are written, or given up. They are written
   * at the end of the turn, the answer first. A request whose answer Redis refuses, because it is full, is acknowledged all
   * the same: that makes room for the answer, and its handler is not run again.
   */
  run(item: WorkItem, handler: BoundHandler | undefined): void {
    const { queue, metrics, settlement, onSettled } = this.parts;
    const settled = (error?: unknown): void => onSettled([item], error);
    const { pattern, budgetMs = 0 } = item.envelope;
    const now = this.clock.now();
    const deadline = item.at + budgetMs;
    if (now >= deadline) {
      metrics.failed(queue.name, handler ? pattern : 'other');
      return settlement.settle(item, undefined, settled);
    }
    const answered = (result: Result): void =>
      settlement.settle(item, this.toAnswer(item, result, deadline, true), settled);
    const refusal = this.refusal(item, handler);
    if (refusal || !handler) {
      metrics.failed(queue.name, handler ? pattern : 'other');
      return answered({ err: refusal });
    }
    const { contract } = handler;
    const request = contract?.kind === 'request' ? contract : undefined;
    let payload: unknown = item.envelope.payload;
    try {
      if (request) payload = parsePayload(pattern, request.request, payload);
    } catch {
      metrics.failed(queue.name, pattern);
      const err = { code: 'E_INVALID_PAYLOAD', message: 'The request does not fit its contract.' };
      return answered({ err });
    }
    const onValue = (value: unknown): Promise<void> =>
      new Promise((sent) => {
        const answer = this.toAnswer(item, { response: value }, deadline, false);
        if (answer) this.outbox.answer(answer, sent);
        else sent();
      });
    handler.run(
      payload,
      deliveryOf(queue.name, [item], deadline - now),
      (outcome) => {
        try {
          if (outcome.ok || codeOf(outcome.error)) metrics.handled(queue.name, pattern, outcome.seconds);
          else metrics.failed(queue.name, pattern);
          answered(this.toResult(outcome, request));
        } catch (error) {
          settled(error);
        }
      },
      request ? undefined : onValue,
    );
  }

  /** Why a request is not even tried. */
  private refusal({ envelope, attempt }: WorkItem, handler: BoundHandler | undefined): Failure | undefined {
    if (attempt > this.parts.queue.maxAttempts) return internal;
    if (!handler || handler.isEventHandler) {
      return { code: 'E_NO_HANDLER', message: `Nobody answers "${envelope.pattern}" here.` };
    }
    if (handler.contract && envelope.version > handler.contract.version) {
      return {
        code: 'E_UNSUPPORTED_VERSION',
        message: `"${envelope.pattern}" is newer than the replica that got it.`,
      };
    }
    return undefined;
  }

  private toResult(outcome: Outcome, contract: RequestContract<unknown, unknown> | undefined): Result {
    if (!contract) return outcome.ok ? {} : { err: outcome.error };
    try {
      if (!outcome.ok) return { err: this.toFailure(outcome, contract) };
      return { response: parsePayload(contract.pattern, contract.reply, outcome.value) };
    } catch (error) {
      this.logger.error(`The handler of "${contract.pattern}" broke its contract: ${describeError(error)}`);
      return { err: internal };
    }
  }

  private toFailure(outcome: Outcome & { ok: false }, contract: RequestContract<unknown, unknown>): Failure {
    const { code, message, details } = (outcome.error ?? {}) as Partial<Failure>;
    if (typeof code === 'string' && contract.errors.includes(code)) {
      return { code, message: message ?? code, ...(details === undefined ? {} : { details }) };
    }
    this.logger.error(`The handler of "${contract.pattern}" failed: ${describeError(outcome.thrown)}`);
    return internal;
  }

  private toAnswer(
    { envelope }: WorkItem,
    result: Result,
    deadline: number,
    final: boolean,
  ): Answer | undefined {
    const { replyTo } = envelope;
    // An address written by hand must not have us append to, and expire, any other key.
    if (!replyTo?.startsWith(this.replyPrefix)) return undefined;
    return { replyTo, json: this.toJson(envelope, result, final), deadline };
  }

  private toJson({ id, pattern }: WorkItem['envelope'], result: Result, final: boolean): string {
    const { maxPayloadBytes } = this.options;
    try {
      return toJson(pattern, { id, ...result, isDisposed: final }, maxPayloadBytes);
    } catch (error) {
      const err = { code: codeOf(error) ?? internal.code, message: 'The reply cannot be sent.' };
      return JSON.stringify({ id, err, isDisposed: true });
    }
  }
}
