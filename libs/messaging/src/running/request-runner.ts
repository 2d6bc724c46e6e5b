import { Logger } from '@nestjs/common';
import type { WorkItem } from '../consumer/work-item.js';
import type { RequestContract } from '../contract/contract.js';
import type { Reply } from '../contract/envelope.js';
import { parsePayload } from '../contract/payload.js';
import type { RedisClock } from '../redis/redis-clock.js';
import type { BoundHandler, Outcome } from './bound-handler.js';
import { deliveryOf } from './delivery.js';
import { codeOf, describeError } from './describe-error.js';
import type { RunnerParts } from './event-runner.js';
import type { Replier } from './replier.js';

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
}

const internal: Failure = {
  code: 'E_INTERNAL',
  message: 'The request failed for a reason that is not the caller’s.',
};

/** Runs requests: answered once, never run again after an answer, not run at all when the caller has given up. */
export class RequestRunner {
  private readonly logger = new Logger(RequestRunner.name);

  constructor(
    private readonly parts: Omit<RunnerParts, 'onRetry'>,
    private readonly replier: Replier,
    private readonly clock: RedisClock,
  ) {}

  /** Runs one request, answers it and acknowledges it. */
  async run(item: WorkItem, handler: BoundHandler | undefined): Promise<void> {
    const { queue, metrics, settlement } = this.parts;
    const { pattern, budgetMs = 0 } = item.envelope;
    const deadline = item.at + budgetMs;
    if (this.clock.now() >= deadline) {
      metrics.failed(queue.name, handler ? pattern : 'other');
    } else {
      await this.answer(item, handler, deadline);
    }
    await settlement.acknowledge(item);
  }

  private async answer(item: WorkItem, handler: BoundHandler | undefined, deadline: number): Promise<void> {
    const { queue, metrics } = this.parts;
    const { pattern } = item.envelope;
    const refusal = this.refusal(item, handler);
    if (refusal || !handler) {
      metrics.failed(queue.name, handler ? pattern : 'other');
      return this.reply(item, { err: refusal }, deadline);
    }
    const { contract } = handler;
    let payload: unknown = item.envelope.payload;
    try {
      if (contract?.kind === 'request') payload = parsePayload(pattern, contract.request, payload);
    } catch {
      metrics.failed(queue.name, pattern);
      const message = 'The request does not fit its contract.';
      return this.reply(item, { err: { code: 'E_INVALID_PAYLOAD', message } }, deadline);
    }
    const delivery = deliveryOf(queue.name, [item], deadline - this.clock.now());
    const outcome =
      contract?.kind === 'request'
        ? await handler.run(payload, delivery)
        : await handler.run(payload, delivery, (value) =>
            this.reply(item, { response: value }, deadline, false),
          );
    await this.reply(
      item,
      this.toReply(outcome, contract?.kind === 'request' ? contract : undefined),
      deadline,
    );
    if (outcome.ok || codeOf(outcome.error)) metrics.handled(queue.name, pattern, outcome.seconds);
    else metrics.failed(queue.name, pattern);
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

  private toReply(
    outcome: Outcome,
    contract: RequestContract<unknown, unknown> | undefined,
  ): Omit<Reply, 'id'> {
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

  private async reply(
    { envelope }: WorkItem,
    answer: Omit<Reply, 'id' | 'isDisposed'>,
    deadline: number,
    final = true,
  ): Promise<void> {
    const { id, pattern, replyTo } = envelope;
    if (replyTo === undefined) return;
    const within = deadline - this.clock.now();
    try {
      await this.replier.reply(replyTo, pattern, { id, ...answer, isDisposed: final }, within);
    } catch (error) {
      const err = { code: codeOf(error) ?? internal.code, message: 'The reply cannot be sent.' };
      await this.replier.reply(replyTo, pattern, { id, err, isDisposed: true }, within);
    }
  }
}
