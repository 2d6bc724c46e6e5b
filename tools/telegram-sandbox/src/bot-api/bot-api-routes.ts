import { timingSafeEqual } from 'node:crypto';
import { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';
import { type SandboxContext } from '../sandbox-context.js';
import { filePathOf } from '../state/stored-file.js';
import { BotApiError } from './bot-api.errors.js';
import { readArguments, registerBodyParsers } from './calls/call-body.js';
import { refusal, runMethod } from './calls/run-method.js';

const callPath = z.object({ token: z.string(), method: z.string() });
const filePath = z.object({ token: z.string(), '*': z.string() });

/** `/bot<token>/<method>` and `/file/bot<token>/<path>`. */
export async function botApiRoutes(routes: FastifyInstance, sandbox: SandboxContext): Promise<void> {
  await registerBodyParsers(routes);
  routes.setErrorHandler((error, request, reply) => {
    const answer = refusal(asRefusal(error));
    if (answer.status >= 500) request.log.error({ err: error }, 'a Bot API call failed');
    return reply.code(answer.status).send(answer.body);
  });

  routes.route({
    method: ['GET', 'POST'],
    url: '/bot:token/:method',
    handler: async (request, reply) => {
      const { token, method } = callPath.parse(request.params);
      checkToken(token, sandbox.token);
      const args = await readArguments(request);
      const { status, body } = await runMethod(sandbox, method, args, hangUpSignal(reply));
      if ('parameters' in body && body.parameters?.retry_after) {
        reply.header('retry-after', body.parameters.retry_after);
      }
      return reply.code(status).send(body);
    },
  });

  routes.get('/file/bot:token/*', async (request, reply) => {
    const { token, '*': path } = filePath.parse(request.params);
    checkToken(token, sandbox.token);
    const file = [...sandbox.world.files.values()].find((known) => filePathOf(known) === path);
    const bytes = file && (await sandbox.files.bytes(file));
    if (!bytes) throw new BotApiError(404, 'Not Found');
    return sendBytes(reply, bytes);
  });
}

/** Telegram sends every file as a stream of bytes. */
function sendBytes(reply: FastifyReply, bytes: Buffer): FastifyReply {
  return reply.type('application/octet-stream').send(bytes);
}

function checkToken(given: string, expected: string): void {
  if (!/^\d+:[\w-]+$/.test(given)) throw new BotApiError(401, 'Unauthorized: invalid token specified');
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) throw new BotApiError(401, 'Unauthorized');
}

/** Aborted when the caller's connection closes (or, of no consequence, when the answer is out). */
function hangUpSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

function asRefusal(error: unknown): BotApiError {
  if (error instanceof BotApiError) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) return new BotApiError(413, 'Request Entity Too Large');
  if (status >= 400 && status < 500) return new BotApiError(400, "Bad Request: can't parse the request");
  return new BotApiError(500, 'Internal Server Error');
}
