import { setTimeout as pause } from 'node:timers/promises';
import Bottleneck from 'bottleneck';
import { Redis } from 'ioredis';
import { createTelegramClient, TelegramLimiter } from '@analyticbot/telegram';
import type { PlannedCall } from './scenarios.js';

/** What a replica calls Telegram with. */
export interface CallerOptions {
  readonly apiRoot: string;
  readonly token: string;
  readonly redisUrl: string;
}

/** A way of keeping Telegram's limits in one of two replicas. */
export interface Caller {
  call(planned: PlannedCall): Promise<void>;
  /** Answers 429 so far. */
  refusals(): number;
  close(): Promise<void>;
}

/** The sides by name. */
export const callers = {
  'our limiter': ourLimiter,
  'bottleneck, half the budget each': throttled,
  'retry after 429': retried,
} as const satisfies Record<string, (options: CallerOptions) => Caller>;
export type CallerName = keyof typeof callers;

function ourLimiter({ apiRoot, token, redisUrl }: CallerOptions): Caller {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1 });
  const limiter = new TelegramLimiter({ redis, token });
  const client = createTelegramClient({ token, apiRoot, limiter, deadlineMs: 600_000 });
  const callApi = client.callApi as unknown as (method: string, payload: object) => Promise<unknown>;
  return {
    call: async ({ method, payload }) => {
      await callApi(method, payload);
    },
    refusals: () => limiter.stats().rateLimited,
    close: async () => {
      await redis.quit();
    },
  };
}

/** Sends at once and, when refused, again after the time that Telegram names: what a plugin for automatic retries does. */
function retried({ apiRoot, token }: CallerOptions): Caller {
  let refused = 0;
  const call = async ({ method, payload }: PlannedCall): Promise<void> => {
    for (;;) {
      const response = await fetch(`${apiRoot}/bot${token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload),
      });
      const answer = (await response.json()) as {
        ok: boolean;
        description?: string;
        parameters?: { retry_after?: number };
      };
      if (answer.ok) return;
      const seconds = answer.parameters?.retry_after;
      if (seconds === undefined) throw new Error(answer.description);
      refused += 1;
      await pause(seconds * 1_000);
    }
  };
  return { call, refusals: () => refused, close: async () => undefined };
}

/**
 * The settings of grammY's throttler (30 a second, one at a time and a second to a chat, 20 a minute to a group), halved, since
 * there are two replicas and it knows of one; refused calls are sent again.
 */
function throttled(options: CallerOptions): Caller {
  const overall = new Bottleneck({
    reservoir: 15,
    reservoirRefreshAmount: 15,
    reservoirRefreshInterval: 1_000,
  });
  const chats = new Bottleneck.Group({ maxConcurrent: 1, minTime: 2_000 });
  const groups = new Bottleneck.Group({
    maxConcurrent: 1,
    minTime: 2_000,
    reservoir: 10,
    reservoirRefreshAmount: 10,
    reservoirRefreshInterval: 60_000,
  });
  const plain = retried(options);
  return {
    ...plain,
    call: (planned) => {
      const send = () => overall.schedule(() => plain.call(planned));
      if (planned.method.startsWith('get')) return send();
      const chat = String(planned.payload['chat_id']);
      return (chat.startsWith('-') ? groups : chats).key(chat).schedule(send);
    },
    close: async () => {
      await overall.stop({ dropWaitingJobs: true });
      await Promise.all(
        [...chats.limiters(), ...groups.limiters()].map(({ limiter }) => limiter.disconnect()),
      );
    },
  };
}
