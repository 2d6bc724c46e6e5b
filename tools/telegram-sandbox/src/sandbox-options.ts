import { z } from 'zod';
import { type WebhookTimings } from './delivery/webhook-dispatcher.js';

/** The token when none is given: shaped like a real one, known to nobody but the sandbox. */
export const defaultToken = '7000000001:AAsandbox-token-for-local-use-only-000';

/** How a sandbox is started, as `createSandbox` takes it. */
export const sandboxOptionsSchema = z.object({
  /** @default '127.0.0.1'; other machines reach it only with another address. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0: any free port. @default 8081 */
  port: z.coerce.number().int().min(0).max(65_535).default(8081),
  /** Where to keep the state; without it everything is gone with the process. */
  dataDir: z.string().min(1).optional(),
  token: z
    .string()
    .regex(
      /^\d{5,15}:[\w-]{10,60}$/,
      'expected a bot token: digits, a colon, then 10 to 60 of A-Z a-z 0-9 _ -',
    )
    .default(defaultToken),
  /** The same seed gives the same channels. Kept data keep their own. @default 1 */
  seed: z.union([z.coerce.number().int(), z.string()]).default(1),
  /** Simulated seconds a real second. @default 1, or what the kept data had */
  speed: z.coerce.number().min(0.001).max(100_000).optional(),
  /** The first simulated moment; kept data go on where they were. @default now */
  start: z.coerce.date().optional(),
  /** Days of channel life before the first start. @default 60 */
  historyDays: z.coerce.number().int().min(1).max(730).default(60),
  /** Whether rate limits are enforced; 'strict': as sliding windows that count every call. @default true */
  limits: z.union([z.boolean(), z.literal('strict')]).default(true),
  /** People who have started the bot already; with them come five channels that it administers. @default 0 */
  crowd: z.coerce.number().int().min(0).max(10_000).default(0),
});

/** Options as a caller writes them. */
export type SandboxOptions = z.input<typeof sandboxOptionsSchema> & {
  /** Waits of webhook deliveries, for tests. */
  webhookTimings?: Partial<WebhookTimings>;
  /** Real milliseconds between two looks at the channels. @default 250 */
  tickMs?: number;
};
