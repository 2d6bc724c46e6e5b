import { z } from 'zod';
import { errorCode } from '../error-code.js';

/** Where a webhook's updates go. */
export interface WebhookConfig {
  url: string;
  secretToken?: string | undefined;
  maxConnections: number;
}

/** A Bot API call that the bot wrote into its answer to the webhook. */
export type WebhookReply = { method: string } & Record<string, unknown>;

/** How one delivery ended. `retryAfterMs`: what the bot asked for. */
export type AttemptResult =
  { delivered: true; reply?: WebhookReply } | { delivered: false; error: string; retryAfterMs?: number };

const replySchema = z.looseObject({ method: z.string() });
const maxReplyBytes = 1_000_000;
const longestRetryAfterMs = 3_600_000;

/** Posts one update. Never throws: every failure is a result. */
export async function attemptDelivery(
  webhook: WebhookConfig,
  body: string,
  signal: AbortSignal,
): Promise<AttemptResult> {
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        ...(webhook.secretToken && { 'x-telegram-bot-api-secret-token': webhook.secretToken }),
      },
      body,
      signal,
    });
    const text = await boundedText(response);
    if (response.ok) {
      const reply = readReply(text);
      return { delivered: true, ...(reply && { reply }) };
    }
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    return {
      delivered: false,
      error: `Wrong response from the webhook: ${response.status} ${response.statusText}`.trim(),
      ...(seconds >= 0 && { retryAfterMs: Math.min(seconds * 1000, longestRetryAfterMs) }),
    };
  } catch (cause) {
    return { delivered: false, error: describe(cause) };
  }
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxReplyBytes) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readReply(text: string): WebhookReply | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return replySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const failureSchema = z.object({ name: z.string(), message: z.string(), cause: z.unknown().optional() });

function describe(error: unknown): string {
  const failure = failureSchema.safeParse(error).data;
  if (failure?.name === 'TimeoutError') return 'Read timeout expired';
  switch (errorCode(failure?.cause)) {
    case 'ECONNREFUSED':
      return 'Connection refused';
    case 'ENOTFOUND':
      return 'Failed to resolve host: Name or service not known';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'Connection reset by peer';
    default:
      return `Connection failed: ${failure?.message ?? 'unknown reason'}`;
  }
}
