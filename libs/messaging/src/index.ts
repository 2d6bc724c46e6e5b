export { connectMessaging } from './connect-messaging.js';
export { MessagingModule } from './messaging.module.js';
export type { MessagingOptions, ResolvedMessagingOptions } from './messaging.options.js';
export { MESSAGING_OPTIONS, WORK_CONNECTION } from './messaging.tokens.js';

export type {
  ConsumedContract,
  EventContract,
  JobContract,
  NewsContract,
  RequestContract,
  Schema,
  WorkContract,
} from './contract/contract.js';
export { currentCorrelationId, runWithCorrelation } from './contract/correlation.js';
export {
  DeadLetterNotFoundError,
  EffectInProgressError,
  HandlerMismatchError,
  InvalidPayloadError,
  MessagingError,
  MessagingUnavailableError,
  PayloadTooLargeError,
  QueueFullError,
  RequestFailedError,
  RequestTimeoutError,
  UnknownQueueError,
} from './contract/messaging.errors.js';
export { defineQueue, type QueueDefinition, type QueueSettings } from './contract/queue-definition.js';
export { WorkFailure } from './contract/work-failure.js';

export { type PublishOptions, type RequestOptions, WorkBus } from './client/work-bus.service.js';
export { type SendOptions, type WorkAddress, WorkRecord, type WorkTarget } from './client/work-record.js';
export { WorkClient } from './client/work.client.js';

export {
  BatchHandler,
  EventHandler,
  NewsHandler,
  RequestHandler,
  WORK_TRANSPORT,
} from './handlers/handler.decorators.js';
export { type Delivery, WorkContext } from './handlers/work-context.js';
export type { BatchFailure, BatchOptions, BatchOutcome, WorkMessage } from './handlers/work-message.js';

export { WorkServer, type WorkStatus } from './server/work.server.js';
export { NewsBus } from './news/news-bus.service.js';
export { NewsServer, type NewsStatus } from './news/news.server.js';
export { EffectLedger, type EffectOutcome } from './effects/effect-ledger.service.js';
export { MessagingMetrics } from './metrics/messaging.metrics.js';
export { QueueInspector, type QueueStats } from './metrics/queue-inspector.service.js';

export type { DeadLetter, DeadReason } from './dead-letters/dead-letter.js';
export {
  type DeadLetterQuery,
  listDeadLetters,
  replayDeadLetter,
  showDeadLetter,
} from './dead-letters/dead-letters.js';

export { defaultJobOptions, jobConnection, jobQueuePrefix, registerJobQueue } from './jobs/job-queue.js';
export { JobQueueOutage } from './jobs/job-queue-outage.js';
export { type AddJobOptions, addJob, jobPayload, scheduleJob } from './jobs/jobs.js';
// One copy of BullMQ's Nest classes for everybody: `instanceof` between two copies fails.
export { getQueueToken, InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
export type { Job, Queue } from 'bullmq';
