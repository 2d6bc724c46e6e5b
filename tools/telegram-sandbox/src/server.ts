import Fastify, { type FastifyInstance } from 'fastify';
import { botApiRoutes } from './bot-api/bot-api-routes.js';
import { controlRoutes } from './control/control-routes.js';
import { chatPageRoutes } from './pages/chat-page-routes.js';
import { previewRoutes } from './pages/preview-routes.js';
import { type SandboxContext } from './sandbox-context.js';

/** The HTTP server of a sandbox, not yet listening. */
export async function buildServer(sandbox: SandboxContext): Promise<FastifyInstance> {
  const server = Fastify({
    // Errors only: a line for each request would show the token, which is part of the Bot API's addresses.
    logger: { level: 'error', stream: process.stderr },
    routerOptions: { maxParamLength: 500 },
  });
  server.addHook('onRequest', async (_request, reply) => {
    reply.header('date', sandbox.clock.now().toUTCString());
  });
  server.addHook('preClose', async () => sandbox.poll.close());
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ ok: false, error_code: 404, description: 'Not Found' }),
  );
  server.get('/health', async () => ({ status: 'ok', now: sandbox.clock.now().toISOString() }));
  await server.register(async (routes) => botApiRoutes(routes, sandbox));
  await server.register(async (routes) => controlRoutes(routes, sandbox));
  await server.register(async (routes) => chatPageRoutes(routes));
  await server.register(async (routes) => previewRoutes(routes, sandbox));
  return server;
}
