import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

import { EmbeddedError } from './embedded.errors.js';

/** Below the kernel's ephemeral range (32768 and up on Linux), so no outgoing connection takes a port we chose. */
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const ATTEMPTS = 100;

/** True unless something listens on `port` at `host` or we may not listen there. An address this machine lacks counts as free. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== 'EADDRINUSE' && code !== 'EACCES'),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A loopback port that was free a moment ago. Another process may still take it first: whoever listens on it has to
 * be ready to ask again.
 */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isPortFree(port, host)) return port;
  }
  throw new EmbeddedError(
    'E_NO_FREE_PORT',
    `no free port between ${FIRST_PORT} and ${LAST_PORT} on ${host} in ${ATTEMPTS} attempts`,
    'Stop other servers on this machine.',
  );
}
