import { defineQueue, type EventContract, type QueueDefinition } from '@analyticbot/messaging';
import { z } from 'zod';

/** A small event, as those of a channel are. */
export interface Small {
  readonly channelId: string;
  readonly views: number;
}

/** Messages taken at once, on every side. */
export const atOnce = 100;

/** The queue that is drained, long enough for all of it. */
export function drainQueue(name: string): QueueDefinition {
  return defineQueue({ name, maxLength: 2_000_000, prefetch: 1_000 });
}

/** The event that is drained. */
export function smallEvent(queue: string): EventContract<Small> {
  return {
    ...{ kind: 'event', pattern: `${queue}.small`, version: 1, queue },
    payload: z.object({ channelId: z.string(), views: z.number() }),
  };
}
