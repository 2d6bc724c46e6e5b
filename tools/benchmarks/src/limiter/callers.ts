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
  'bottleneck, shared over Redis': clustered,
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

/** Limits of a bot as grammY's throttler sets them by default, times `share`. */
const throttlerSettings = (share: number) => ({
  overall: { reservoir: 30 * share, reservoirRefreshAmount: 30 * share, reservoirRefreshInterval: 1_000 },
  chat: { maxConcurrent: 1, minTime: 1_000 / share },
  group: {
    maxConcurrent: 1,
    minTime: 1_000 / share,
    reservoir: 20 * share,
    reservoirRefreshAmount: 20 * share,
    reservoirRefreshInterval: 60_000,
  },
});

/** grammY's throttler in each of two replicas that don't know of each other: half the budget each. Refused calls are sent again. */
function throttled(options: CallerOptions): Caller {
  return throttledWith(options, 0.5, {});
}

/** The same with the whole budget, shared over Redis as bottleneck offers it. */
function clustered(options: CallerOptions): Caller {
  const { hostname: host, port } = new URL(options.redisUrl);
  const connection = new Bottleneck.IORedisConnection({ clientOptions: { host, port: Number(port) }, Redis });
  const caller = throttledWith(options, 1, { datastore: 'ioredis', connection });
  return {
    ...caller,
    close: async () => {
      await caller.close();
      await connection.disconnect(true);
    },
  };
}

function throttledWith(
  options: CallerOptions,
  share: number,
  datastore: Pick<Bottleneck.ConstructorOptions, 'datastore' | 'connection'>,
): Caller {
  const { overall: all, chat, group } = throttlerSettings(share);
  // A sandbox is a round's own, and so is what is counted against its limits.
  const id = new URL(options.apiRoot).port;
  const overall = new Bottleneck({ ...all, ...datastore, id });
  const chats = new Bottleneck.Group({ ...chat, ...datastore, id: `${id}-chats` });
  const groups = new Bottleneck.Group({ ...group, ...datastore, id: `${id}-groups` });
  const plain = retried(options);
  return {
    ...plain,
    call: (planned) => {
      // As bottleneck advises where state is shared: a job of a process that died does not count for ever.
      const send = () => overall.schedule({ expiration: 600_000 }, () => plain.call(planned));
      if (planned.method.startsWith('get')) return send();
      const to = String(planned.payload['chat_id']);
      return (to.startsWith('-') ? groups : chats).key(to).schedule({ expiration: 600_000 }, send);
    },
    close: async () => {
      await overall.stop({ dropWaitingJobs: true });
      if (datastore.connection !== undefined) return;
      await Promise.all(
        [...chats.limiters(), ...groups.limiters()].map(({ limiter }) => limiter.disconnect()),
      );
    },
  };
}
