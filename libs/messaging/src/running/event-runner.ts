import { Logger } from '@nestjs/common';
import { BatchGatherer } from './batch-gatherer.js';
import type { Settled, Settlement } from '../settling/settlement.js';
import { addFailure, postponed, type WorkItem } from '../consumer/work-item.js';
import { EffectInProgressError } from '../contract/messaging.errors.js';
import { runWithCorrelation } from '../contract/correlation.js';
import { parsePayload } from '../contract/payload.js';
import type { QueueDefinition } from '../contract/queue-definition.js';
import type { DeadReason } from '../dead-letters/dead-letter.js';
import type { MessagingMetrics } from '../metrics/messaging.metrics.js';
import { BatchRunner } from './batch-runner.js';
import type { BoundHandler } from './bound-handler.js';
import { deliveryOf, type ReadyItem } from './delivery.js';
import { describeError } from './describe-error.js';

/** What runs of one queue need. */
export interface RunnerParts {
  readonly queue: QueueDefinition;
  readonly settlement: Settlement;
  readonly metrics: MessagingMetrics;
  /** Has the next due retry looked at again. */
  readonly onRetry: () => void;
  /** What was run together is settled together. */
  readonly onSettled: Settled;
}

/** Runs events: acknowledged when the handler succeeds, else run again, at last a dead letter. */
export class EventRunner {
  private readonly logger = new Logger(EventRunner.name);
  /** Fresh messages and repeated ones gather apart, so that a poisoned one spoils no fresh batch. */
  private readonly fresh = new Map<BoundHandler, BatchGatherer<ReadyItem>>();
  private readonly repeated = new Map<BoundHandler, BatchGatherer<ReadyItem>>();
  private readonly batches: BatchRunner;

  constructor(private readonly parts: RunnerParts) {
    this.batches = new BatchRunner(parts, (item, error) => this.fail(item, 'failed', error));
  }

  /** Runs one event, alone or with its batch, and settles it. */
  run(item: WorkItem, handler: BoundHandler | undefined): void {
    const settled = this.begin(item, handler);
    if (settled) this.tellWhen(settled, [item]);
  }

  /** Gives when it is settled, or nothing when it waits for company. */
  private begin(item: WorkItem, handler: BoundHandler | undefined): Promise<void> | undefined {
    const { pattern, version } = item.envelope;
    if (item.attempt > this.parts.queue.maxAttempts) {
      return this.bury(item, 'abandoned', 'Its consumer went away before it had settled it.');
    }
    if (!handler?.isEventHandler) return this.fail(item, 'no-handler', 'No handler for this event here.');
    const { contract } = handler;
    if (contract && version > contract.version) {
      return this.fail(
        item,
        'no-handler',
        `Version ${version} is newer than this replica's ${contract.version}.`,
      );
    }
    let payload: unknown = item.envelope.payload;
    try {
      if (contract?.kind === 'event') payload = parsePayload(pattern, contract.payload, payload);
    } catch (error) {
      return this.bury(item, 'invalid-payload', describeError(error));
    }
    if (!handler.batch) return this.runAlone({ item, payload }, handler);
    this.gathererOf(handler, item).add({ item, payload });
    return undefined;
  }

  /** Runs what is gathered for batches without waiting for more. */
  flush(): void {
    for (const gatherer of [...this.fresh.values(), ...this.repeated.values()]) gatherer.flush();
  }

  private tellWhen(settled: Promise<void>, items: readonly WorkItem[]): void {
    settled.then(
      () => this.parts.onSettled(items),
      (error: unknown) => this.parts.onSettled(items, error),
    );
  }

  private runBatch(batch: readonly ReadyItem[], handler: BoundHandler): void {
    const correlationId = batch[0]?.item.envelope.correlationId ?? '';
    const settled = runWithCorrelation(correlationId, () => this.batches.run(batch, handler));
    this.tellWhen(
      settled,
      batch.map(({ item }) => item),
    );
  }

  private async runAlone({ item, payload }: ReadyItem, handler: BoundHandler): Promise<void> {
    const { queue, metrics, settlement } = this.parts;
    const outcome = await handler.outcomeOf(payload, deliveryOf(queue.name, [item]));
    if (!outcome.ok) return this.fail(item, 'failed', outcome.thrown);
    metrics.handled(queue.name, item.envelope.pattern, outcome.seconds);
    return settlement.acknowledge(item);
  }

  private fail(item: WorkItem, reason: DeadReason, error: unknown): Promise<void> {
    return runWithCorrelation(item.envelope.correlationId, () => this.endFailed(item, reason, error));
  }

  private bury(item: WorkItem, reason: DeadReason, error: string): Promise<void> {
    return runWithCorrelation(item.envelope.correlationId, () => this.endDead(item, reason, error));
  }

  private async endFailed(item: WorkItem, reason: DeadReason, error: unknown): Promise<void> {
    const { queue, metrics, settlement, onRetry } = this.parts;
    const label = labelOf(item, reason);
    if (error instanceof EffectInProgressError) {
      // Not the message's fault, and it ends by itself: a claim is given up or outlived. It must not cost an attempt.
      metrics.retried(queue.name, label);
      await settlement.retry(item, postponed(item, describeError(error)));
      return onRetry();
    }
    metrics.failed(queue.name, label);
    const failures = addFailure(item, typeof error === 'string' ? error : describeError(error));
    if (failures.attempts >= queue.maxAttempts) return this.endDead(item, reason, failures.lastError);
    metrics.retried(queue.name, label);
    await settlement.retry(item, failures);
    onRetry();
  }

  private async endDead(item: WorkItem, reason: DeadReason, error: string): Promise<void> {
    const { queue, metrics, settlement } = this.parts;
    metrics.dead(queue.name, labelOf(item, reason));
    this.logger.error(
      `Message ${item.envelope.id} of queue "${queue.name}" is a dead letter after ${item.attempt} attempts (${reason}).`,
    );
    await settlement.bury(item, reason, addFailure(item, error));
  }

  private gathererOf(handler: BoundHandler, item: WorkItem): BatchGatherer<ReadyItem> {
    const gatherers = item.attempt > 1 ? this.repeated : this.fresh;
    const known = gatherers.get(handler);
    if (known) return known;
    const { size = 1, waitMs = 0 } = handler.batch ?? {};
    const options = { size: Math.min(size, this.parts.queue.prefetch), waitMs };
    const gatherer = new BatchGatherer<ReadyItem>(options, (batch) => this.runBatch(batch, handler));
    gatherers.set(handler, gatherer);
    return gatherer;
  }
}

/** A pattern nobody handles is only a claim of the message; metrics must not learn it. */
function labelOf(item: WorkItem, reason: DeadReason): string {
  return reason === 'no-handler' || reason === 'abandoned' ? 'other' : item.envelope.pattern;
}
