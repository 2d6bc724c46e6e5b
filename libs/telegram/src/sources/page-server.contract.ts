import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page request as it arrived. */
export interface PageRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly at: number;
}

/** A server of preview pages of a test's own. */
export interface PageServer {
  readonly root: string;
  readonly requests: PageRequest[];
  /** Pages by address such as `/s/our_channel?before=3`: their markup, or a function that answers. */
  readonly pages: Map<string, string | ((request: PageRequest, response: ServerResponse) => void)>;
  stop(): Promise<void>;
}

/** Starts one on a free port. An address it doesn't know is answered with 404. */
export async function startPages(): Promise<PageServer> {
  const requests: PageRequest[] = [];
  const pages: PageServer['pages'] = new Map();
  const server = createServer(({ url = '/', headers }, response) => {
    const request = { url, headers, at: performance.now() };
    requests.push(request);
    const page = pages.get(url);
    if (typeof page === 'function') return page(request, response);
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(page ?? 'no such page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    pages,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
