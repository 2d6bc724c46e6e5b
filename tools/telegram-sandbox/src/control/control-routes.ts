import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { setAdmin, findChannelById, makeHappen, setBot } from '../people/channel-actions.js';
import { PersonActionError } from '../people/people.errors.js';
import { type SandboxContext } from '../sandbox-context.js';
import { chatRoutes } from './chat-routes.js';
import {
  adminChangeSchema,
  botInChannelSchema,
  callsQuerySchema,
  channelEventSchema,
  channelPathSchema,
  clockChangeSchema,
  limitsChangeSchema,
  movedChatSchema,
  rawUpdateSchema,
} from './control.schema.js';
import { eventStreamRoute } from './event-stream.js';
import { clockView, postViews, stateView } from './state-view.js';

/** `/sandbox/*`: what the chat page shows and what tests do by hand. */
export async function controlRoutes(routes: FastifyInstance, sandbox: SandboxContext): Promise<void> {
  routes.setErrorHandler((error, request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    if (error instanceof PersonActionError) return reply.code(error.status).send({ error: error.message });
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
    if (status < 500 && error instanceof Error) return reply.code(status).send({ error: error.message });
    request.log.error({ err: error }, 'a control call failed');
    return reply.code(500).send({ error: 'The sandbox failed; its log says why.' });
  });

  routes.get('/sandbox/state', async () => stateView(sandbox));
  routes.get('/sandbox/calls', async (request) => {
    const { after, method } = callsQuerySchema.parse(request.query);
    return sandbox.calls.list(after, method);
  });
  routes.get('/sandbox/files/:fileId', async (request, reply) => {
    const { fileId } = z.object({ fileId: z.string() }).parse(request.params);
    const file = sandbox.files.find(fileId);
    const bytes = file && (await sandbox.files.bytes(file));
    if (!file || !bytes) throw new PersonActionError(404, 'There is no such file (any more).');
    // Whatever a bot uploads is shown as a picture or saved, never run as a page.
    const isPicture = file.kind === 'photo' && /^image\/(png|jpeg|gif)$/.test(file.mimeType);
    return reply
      .header('x-content-type-options', 'nosniff')
      .header('content-disposition', disposition(file.kind === 'photo', file.name))
      .type(isPicture ? file.mimeType : file.kind === 'photo' ? 'image/png' : 'application/octet-stream')
      .send(bytes);
  });

  routes.get('/sandbox/channels/:id/posts', async (request) => {
    const { id } = channelPathSchema.parse(request.params);
    return postViews(sandbox, findChannelById(sandbox, id));
  });
  routes.post('/sandbox/channels/:id/bot', async (request) => {
    const { id } = channelPathSchema.parse(request.params);
    setBot(sandbox, findChannelById(sandbox, id), botInChannelSchema.parse(request.body));
    return {};
  });
  routes.post('/sandbox/channels/:id/admins', async (request) => {
    const { id } = channelPathSchema.parse(request.params);
    setAdmin(sandbox, findChannelById(sandbox, id), adminChangeSchema.parse(request.body));
    return {};
  });
  routes.post('/sandbox/channels/:id/events', async (request) => {
    const { id } = channelPathSchema.parse(request.params);
    const event = channelEventSchema.parse(request.body);
    const messageId = makeHappen(sandbox, findChannelById(sandbox, id), event);
    return messageId === undefined ? {} : { messageId };
  });

  routes.post('/sandbox/clock', async (request) => {
    const { advanceSeconds, ...change } = clockChangeSchema.parse(request.body);
    try {
      sandbox.clock.change({ ...change, ...(advanceSeconds && { advanceMs: advanceSeconds * 1000 }) });
    } catch (error) {
      if (error instanceof RangeError) throw new PersonActionError(400, error.message);
      throw error;
    }
    sandbox.feed.tick();
    sandbox.world.events.stateChanged();
    return clockView(sandbox);
  });
  routes.post('/sandbox/limits', async (request) => {
    sandbox.limits = limitsChangeSchema.parse(request.body).limits;
    return { limits: sandbox.limits };
  });
  routes.post('/sandbox/moved-chats', async (request) => {
    const { from, to } = movedChatSchema.parse(request.body);
    sandbox.world.movedChats.set(from, to);
    return {};
  });
  routes.post('/sandbox/updates', async (request) => {
    const { update_id: _given, ...body } = rawUpdateSchema.parse(request.body);
    return { updateId: sandbox.queue.push(body, true) };
  });
  chatRoutes(routes, sandbox);
  eventStreamRoute(routes, sandbox);
}

function disposition(inline: boolean, name: string): string {
  return `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`;
}
