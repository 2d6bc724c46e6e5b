import { type CallLog } from './bot-api/calls/call-log.js';
import { type FileLibrary } from './bot-api/media/file-library.js';
import { type ChannelFeed } from './channel-life/channel-feed.js';
import { type AdjustableClock } from './clock/sim-clock.js';
import { type LongPoll } from './delivery/long-poll.js';
import { type UpdateQueue } from './delivery/update-queue.js';
import { type WebhookDispatcher } from './delivery/webhook-dispatcher.js';
import { type CallLimiter } from './limits/call-limiter.js';
import { type CallbackQueries } from './people/callback-queries.js';
import { type World } from './state/world.js';

/** All parts of one running sandbox, as routes and methods use them. */
export interface SandboxContext {
  readonly token: string;
  readonly world: World;
  readonly clock: AdjustableClock;
  readonly queue: UpdateQueue;
  readonly poll: LongPoll;
  readonly webhook: WebhookDispatcher;
  readonly feed: ChannelFeed;
  readonly files: FileLibrary;
  readonly calls: CallLog;
  readonly callbacks: CallbackQueries;
  readonly limiter: CallLimiter;
  /** Whether the limiter is asked. */
  limits: boolean;
  /** `http://host:port`, known once it listens. */
  baseUrl: string;
}
