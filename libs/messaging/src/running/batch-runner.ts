import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { WorkItem } from '../consumer/work-item.js';
import type { WorkMessage } from '../handlers/work-message.js';
import type { BoundHandler } from './bound-handler.js';
import { deliveryOf, type ReadyItem } from './delivery.js';
import { describeError } from './describe-error.js';
import type { RunnerParts } from './event-runner.js';

const outcomeSchema = z.object({ failed: z.array(z.object({ id: z.string(), error: z.unknown() })) });

/** Runs batches, and settles every message of them by itself. */
export class BatchRunner {
  private readonly logger = new Logger(BatchRunner.name);

  constructor(
    private readonly parts: Omit<RunnerParts, 'onRetry'>,
    private readonly fail: (item: WorkItem, error: unknown) => Promise<void>,
  ) {}

  /** Runs the batch; when it throws, its messages one by one. */
  async run(batch: readonly ReadyItem[], handler: BoundHandler): Promise<void> {
    const { queue, metrics } = this.parts;
    const items = batch.map(({ item }) => item);
    const outcome = await handler.outcomeOf(batch.map(toMessage), deliveryOf(queue.name, items));
    if (outcome.ok) {
      const failed = failuresOf(outcome.value);
      const pattern = items[0]?.envelope.pattern ?? '';
      metrics.handled(
        queue.name,
        pattern,
        outcome.seconds,
        items.filter(({ envelope }) => !failed.has(envelope.id)).length,
      );
      // What is acknowledged in one turn shares one promise: a batch waits for a few, not for one a message.
      await Promise.all(new Set(items.map((item) => this.settle(item, failed))));
    } else if (batch.length === 1) {
      await Promise.all(items.map((item) => this.fail(item, outcome.thrown)));
    } else {
      this.logger.warn(
        `A batch of ${batch.length} failed and is run one by one: ${describeError(outcome.thrown)}`,
      );
      for (const one of batch) await this.run([one], handler);
    }
  }

  private settle(item: WorkItem, failed: ReadonlyMap<string, unknown>): Promise<void> {
    const { id } = item.envelope;
    return failed.has(id) ? this.fail(item, failed.get(id)) : this.parts.settlement.acknowledge(item);
  }
}

function toMessage({ item, payload }: ReadyItem): WorkMessage<unknown> {
  const { id, correlationId, sentAt } = item.envelope;
  return { id, payload, attempt: item.attempt, correlationId, sentAt };
}

function failuresOf(outcome: unknown): ReadonlyMap<string, unknown> {
  if (outcome === undefined) return new Map();
  const parsed = outcomeSchema.safeParse(outcome);
  return new Map(parsed.success ? parsed.data.failed.map(({ id, error }) => [id, error]) : []);
}
