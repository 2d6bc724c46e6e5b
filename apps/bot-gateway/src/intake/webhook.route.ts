import type { LoggerService } from '@nestjs/common';
import type { FastifyError, FastifyInstance } from 'fastify';
import { sameSecret } from '@analyticbot/config';
import { UpdateError } from '@analyticbot/telegram';
import { MessagingUnavailableError, PayloadTooLargeError, QueueFullError } from '@analyticbot/messaging';
import { correlationOf, type UpdateIntake } from './update-intake.js';

const bodyLimitBytes = 1024 * 1024;
/** Calls with a wrong secret are told once in so long: anybody may send them, as fast as they like. */
const strangersToldEveryMs = 60_000;

/** How the webhook is reached and guarded. */
export interface WebhookOptions {
  readonly path: string;
  /** Without one every call is refused: nobody was told the secret. */
  readonly secret: string | undefined;
  readonly intake: UpdateIntake;
  readonly logger: LoggerService;
}

/** Where the webhook listens: the path of `WEBHOOK_URL`, or `/telegram/webhook`. */
export function webhookPath(config: { readonly WEBHOOK_URL?: string | undefined }): string {
  return config.WEBHOOK_URL === undefined ? '/telegram/webhook' : new URL(config.WEBHOOK_URL).pathname;
}

/**
 * A plain Fastify route beside Nest's pipeline, which would cost more than the work itself.
 *
 * 200 the update is on the stream, was there already, or is of a kind we ignore · 400 not an update · 401 wrong secret ·
 * 413 more than 1 MB · 503 the stream can't take it: Telegram delivers again.
 */
export async function webhookRoute(fastify: FastifyInstance, options: WebhookOptions): Promise<void> {
  const { intake, logger, secret } = options;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: bodyLimitBytes },
    (_request, body, done) => {
      done(null, body);
    },
  );

  const tellOfStranger = strangerLog(logger);
  fastify.addHook('onRequest', async (request, reply) => {
    if (secret !== undefined && sameSecret(secret, request.headers['x-telegram-bot-api-secret-token']))
      return;
    tellOfStranger();
    await reply.code(401).send({ error: 'The secret token is missing or wrong: set it with setWebhook.' });
  });

  fastify.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const { status, message } = refusal(error);
    const correlationId = correlationIdOf(request.body);
    logger.warn({ msg: 'webhook refused', code: error.code ?? error.name, status, correlationId });
    if (status === 503) reply.header('Retry-After', '1');
    await reply.code(status).send({ error: message });
  });

  fastify.post(options.path, async (request) => {
    const outcome = await intake.take(parseJson(request.body));
    return { ok: true, outcome };
  });
}

/** Warns at the first call with a wrong secret, and once a minute while there are more, with their number since. */
export function strangerLog(logger: Pick<LoggerService, 'warn'>, now: () => number = Date.now): () => void {
  let calls = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  return () => {
    calls += 1;
    if (now() - toldAt < strangersToldEveryMs) return;
    logger.warn({ msg: 'webhook refused', code: 'E_WEBHOOK_SECRET', calls });
    [calls, toldAt] = [0, now()];
  };
}

function parseJson(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '') as unknown;
  } catch (cause) {
    throw new UpdateError('E_UPDATE_NOT_JSON', 'The body is not JSON: send one Update object.', { cause });
  }
}

/** Of a refused body, if it says which update it is: the same id as the update's once it is delivered again. */
function correlationIdOf(body: unknown): string | undefined {
  try {
    return correlationOf(parseJson(body));
  } catch {
    return undefined;
  }
}

function refusal(error: FastifyError): { status: number; message: string } {
  if (error instanceof UpdateError) return { status: 400, message: error.message };
  if (error instanceof PayloadTooLargeError) return { status: 413, message: error.message };
  if (error.statusCode === 413)
    return { status: 413, message: `The body is larger than ${bodyLimitBytes} bytes.` };
  if (error instanceof QueueFullError || error instanceof MessagingUnavailableError) {
    return { status: 503, message: 'Updates can not be taken right now: deliver again.' };
  }
  if (error.statusCode !== undefined && error.statusCode < 500)
    return { status: error.statusCode, message: error.message };
  return { status: 503, message: 'Something failed here: deliver again.' };
}
