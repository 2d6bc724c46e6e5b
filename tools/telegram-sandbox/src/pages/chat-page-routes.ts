import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import { type FastifyInstance } from 'fastify';

const pageFolder = fileURLToPath(new URL('../../src/chat-page/', import.meta.url));

/** The chat page at `/`, its files under `/chat-page/`. They are not built: both `src` and `dist` read them from `src`. */
export async function chatPageRoutes(routes: FastifyInstance): Promise<void> {
  await routes.register(fastifyStatic, {
    root: pageFolder,
    prefix: '/chat-page/',
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', 'no-cache'),
  });
  routes.get('/', (_request, reply) => reply.sendFile('index.html'));
}
