/** The closed set of work queues. Each is one Redis stream with one consumer group. */
export const queueNames = {
  gatewayUpdates: 'gateway.updates',
  gatewayEvents: 'gateway.events',
  workerRequests: 'worker.requests',
  workerChannelEvents: 'worker.channel-events',
} as const;

/** The BullMQ queues. */
export const jobQueueNames = {
  collection: 'collection',
} as const;

/** Bounds and order of each work queue, by name. Times in milliseconds. */
export const queueSettings = {
  // Ordered by chat: a second press must not overtake the first.
  [queueNames.gatewayUpdates]: {
    ordered: true,
    maxLength: 100_000,
    visibilityMs: 5_000,
    prefetch: 32,
    maxAttempts: 5,
    backoffMs: 500,
  },
  [queueNames.gatewayEvents]: {
    ordered: false,
    maxLength: 50_000,
    visibilityMs: 5_000,
    prefetch: 16,
    maxAttempts: 5,
    backoffMs: 1_000,
  },
  [queueNames.workerRequests]: {
    ordered: false,
    maxLength: 10_000,
    visibilityMs: 5_000,
    prefetch: 32,
    maxAttempts: 3,
    backoffMs: 200,
  },
  [queueNames.workerChannelEvents]: {
    ordered: false,
    maxLength: 500_000,
    visibilityMs: 30_000,
    prefetch: 200,
    maxAttempts: 5,
    backoffMs: 1_000,
  },
} as const;
