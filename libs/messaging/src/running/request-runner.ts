import { Logger } from '@nestjs/common';
import type { Outbox } from '../consumer/outbox.js';
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

type Answer = Pick<Reply, 'response' | 'err'>;

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

  /** Runs one request, answers it and acknowledges it. */
  run(item: WorkItem, handler: BoundHandler | undefined): Promise<void> {
    const { queue, metrics, settlement } = this.parts;
    const { pattern, budgetMs = 0 } = item.envelope;
    const deadline = item.at + budgetMs;
    if (this.clock.now() >= deadline) {
      metrics.failed(queue.name, handler ? pattern : 'other');
      return settlement.acknowledge(item);
    }
    return new Promise((done, fail) =>
      this.answer(item, handler, deadline, (answer) => {
        try {
          this.settle(item, answer, deadline, done);
        } catch (error) {
          fail(error);
        }
      }),
    );
  }

  /**
   * Both are written at the end of this turn, the answer first. A request whose answer Redis refuses, because it is full,
   * is acknowledged all the same: that makes room for the answer, and its handler is not run again.
   */
  private settle(item: WorkItem, answer: () => Answer, deadline: number, done: () => void): void {
    let left = 2;
    const oneLess = (): void => {
      left -= 1;
      if (left === 0) done();
    };
    this.reply(item, answer(), deadline, true, oneLess);
    this.parts.settlement.settle(item, oneLess);
  }

  /** Calls `answered` once, with how to get the answer: that may throw, and whoever asks sees to it. */
  private answer(
    item: WorkItem,
    handler: BoundHandler | undefined,
    deadline: number,
    answered: (answer: () => Answer) => void,
  ): void {
    const { queue, metrics } = this.parts;
    const { pattern } = item.envelope;
    const refusal = this.refusal(item, handler);
    if (refusal || !handler) {
      metrics.failed(queue.name, handler ? pattern : 'other');
      return answered(() => ({ err: refusal }));
    }
    const { contract } = handler;
    const request = contract?.kind === 'request' ? contract : undefined;
    let payload: unknown = item.envelope.payload;
    try {
      if (request) payload = parsePayload(pattern, request.request, payload);
    } catch {
      metrics.failed(queue.name, pattern);
      const err = { code: 'E_INVALID_PAYLOAD', message: 'The request does not fit its contract.' };
      return answered(() => ({ err }));
    }
    const onValue = (value: unknown): Promise<void> =>
      new Promise((sent) => this.reply(item, { response: value }, deadline, false, sent));
    handler.run(
      payload,
      deliveryOf(queue.name, [item], deadline - this.clock.now()),
      (outcome) =>
        answered(() => {
          if (outcome.ok || codeOf(outcome.error)) metrics.handled(queue.name, pattern, outcome.seconds);
          else metrics.failed(queue.name, pattern);
          return this.toAnswer(outcome, request);
        }),
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

  private toAnswer(outcome: Outcome, contract: RequestContract<unknown, unknown> | undefined): Answer {
    if (!contract) return outcome.ok ? {} : { err: outcome.error };
    if (!outcome.ok) return { err: this.toFailure(outcome, contract) };
    try {
      return { response: parsePayload(contract.pattern, contract.reply, outcome.value) };
    } catch (error) {
      this.logger.error(`The handler of "${contract.pattern}" broke its contract: ${describeError(error)}`);
      return { err: internal };
    }
  }

  private toFailure(outcome: Outcome & { ok: false }, contract: RequestContract<unknown, unknown>): Failure {
    const { code, message, details } = outcome.error as Partial<Failure>;
    if (typeof code === 'string' && contract.errors.includes(code)) {
      return { code, message: message ?? code, ...(details === undefined ? {} : { details }) };
    }
    this.logger.error(`The handler of "${contract.pattern}" failed: ${describeError(outcome.thrown)}`);
    return internal;
  }

  private reply(
    { envelope }: WorkItem,
    answer: Answer,
    deadline: number,
    final: boolean,
    done: () => void,
  ): void {
    const { replyTo } = envelope;
    // An address written by hand must not have us append to, and expire, any other key.
    if (!replyTo?.startsWith(this.replyPrefix)) return done();
    this.outbox.answer(replyTo, this.toJson(envelope, answer, final), deadline, done);
  }

  private toJson({ id, pattern }: WorkItem['envelope'], answer: Answer, final: boolean): string {
    const { maxPayloadBytes } = this.options;
    try {
      return toJson(pattern, { id, ...answer, isDisposed: final }, maxPayloadBytes);
    } catch (error) {
      const err = { code: codeOf(error) ?? internal.code, message: 'The reply cannot be sent.' };
      return toJson(pattern, { id, err, isDisposed: true }, maxPayloadBytes);
    }
  }
}
