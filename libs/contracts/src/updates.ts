import { z } from 'zod';
import type { EventContract } from './contract.js';
import { queueNames } from './queues.js';

/** A Telegram update as it came, already checked for its shape; only `update_id` is relied on here. */
export const rawUpdate = z.looseObject({ update_id: z.number().int().nonnegative() });
export type RawUpdate = z.infer<typeof rawUpdate>;

const received = z.object({ update: rawUpdate, receivedAt: z.iso.datetime() });
export type ReceivedUpdate = z.infer<typeof received>;

/** A command, a button press or a change of the bot's own rights: for the gateway, in order within a chat. */
export const chatUpdateReceived: EventContract<ReceivedUpdate> = {
  kind: 'event',
  pattern: 'update.chat',
  version: 1,
  queue: queueNames.gatewayUpdates,
  payload: received,
};

/** A post, an edit, reaction counts, a join, a leave or a boost: for the worker, in batches. */
export const channelUpdateReceived: EventContract<ReceivedUpdate> = {
  kind: 'event',
  pattern: 'update.channel',
  version: 1,
  queue: queueNames.workerChannelEvents,
  payload: received,
};
