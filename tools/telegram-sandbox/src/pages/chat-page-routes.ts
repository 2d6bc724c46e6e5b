import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FastifyInstance } from 'fastify';

/** The page is not built: both `src` and `dist` read it from `src`. */
const pageFolder = fileURLToPath(new URL('../../src/chat-page/', import.meta.url));

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The chat page at `/`, its files under `/chat-page/`: exactly those that lie in its folder now, one route each. */
export async function chatPageRoutes(routes: FastifyInstance): Promise<void> {
  const serve = (url: string, path: string, type: string): void => {
    routes.get(url, async (_request, reply) =>
      reply
        .header('cache-control', 'no-cache')
        .type(type)
        .send(await readFile(path)),
    );
  };
  for (const path of await readdir(pageFolder, { recursive: true })) {
    const type = contentTypes[extname(path)];
    if (type) serve(`/chat-page/${path.split(sep).join('/')}`, join(pageFolder, path), type);
  }
  serve('/', join(pageFolder, 'index.html'), 'text/html; charset=utf-8');
}
