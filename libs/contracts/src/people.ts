import { z } from 'zod';
import type { EventContract } from './contract.js';
import { instant, telegramId } from './ids.js';
import { queueNames } from './queues.js';

const reachability = z.object({
  userId: telegramId,
  /** Whether Telegram lets the bot write to this person. */
  reachable: z.boolean(),
  at: instant,
});
export type PersonReachability = z.infer<typeof reachability>;

/** A person blocked the bot or left Telegram: their digests rest. Or they are back: digests go on. */
export const personReachability: EventContract<PersonReachability> = {
  kind: 'event',
  pattern: 'person.reachability',
  version: 1,
  queue: queueNames.workerChannelEvents,
  payload: reachability,
};
