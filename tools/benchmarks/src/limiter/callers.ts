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
  'bottleneck, shared over Redis': throttled,
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
 * What grammY's throttler is set to by default (one at a time and a second to a chat, 20 a minute to a group; 30 a second overall),
 * shared by all replicas over Redis as bottleneck offers it. Overall calls are spaced, which bottleneck advises before a reservoir.
 * Refused calls are sent again.
 */
function throttled(options: CallerOptions): Caller {
  const { hostname: host, port } = new URL(options.redisUrl);
  const connection = new Bottleneck.IORedisConnection({ clientOptions: { host, port: Number(port) }, Redis });
  // A sandbox is a round's own, and so is what is counted against its limits.
  const id = new URL(options.apiRoot).port;
  const shared = { datastore: 'ioredis', connection } as const;
  const overall = new Bottleneck({ ...shared, id, minTime: 34 });
  const chats = new Bottleneck.Group({ ...shared, id: `${id}-chats`, maxConcurrent: 1, minTime: 1_000 });
  const groups = new Bottleneck.Group({
    ...{ ...shared, id: `${id}-groups` },
    maxConcurrent: 1,
    minTime: 1_000,
    reservoir: 20,
    reservoirRefreshAmount: 20,
    reservoirRefreshInterval: 60_000,
  });
  const plain = retried(options);
  // As bottleneck advises where state is shared: a job of a process that died does not count for ever.
  const job = { expiration: 600_000 };
  return {
    ...plain,
    call: (planned) => {
      const send = () => overall.schedule(job, () => plain.call(planned));
      if (planned.method.startsWith('get')) return send();
      const chat = String(planned.payload['chat_id']);
      return (chat.startsWith('-') ? groups : chats).key(chat).schedule(job, send);
    },
    close: async () => {
      await overall.stop({ dropWaitingJobs: true });
      await connection.disconnect(true);
    },
  };
}
