import type { WorkItem } from '../consumer/work-item.js';
import type { Delivery } from '../handlers/work-context.js';

/** An item whose payload fits its contract. */
export interface ReadyItem {
  readonly item: WorkItem;
  readonly payload: unknown;
}

/** What a handler is told about the items it gets. @param items at least one */
export function deliveryOf(queue: string, items: readonly WorkItem[], remainingMs?: number): Delivery {
  const [first] = items;
  if (!first) throw new RangeError('A delivery holds at least one message.');
  const { pattern, correlationId, sentAt, key, metadata } = first.envelope;
  return {
    queue,
    pattern,
    ids: items.map(({ envelope }) => envelope.id),
    attempt: items.reduce((most, { attempt }) => Math.max(most, attempt), 0),
    correlationId,
    sentAt,
    key,
    remainingMs,
    metadata: metadata ?? {},
  };
}
