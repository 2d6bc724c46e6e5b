import { type FastifyInstance } from 'fastify';
import { type SandboxContext } from '../sandbox-context.js';
import { streamQuerySchema } from './control.schema.js';

const heartbeatMs = 15_000;
/** A reader that leaves so much unread is cut off; browsers connect again. */
const maxUnreadBytes = 1_000_000;

/** GET /sandbox/stream: server-sent events, see StreamEvents. */
export function eventStreamRoute(routes: FastifyInstance, sandbox: SandboxContext): void {
  const open = new Set<() => void>();

  routes.get('/sandbox/stream', (request, reply) => {
    const { user } = streamQuerySchema.parse(request.query);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const write = (chunk: string): void => {
      if (raw.writableLength > maxUnreadBytes) raw.destroy();
      else raw.write(chunk);
    };
    const send = (name: string, data: unknown): void =>
      write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs);
    const { events } = sandbox.world;
    const stopState = events.onState(() => send('state', {}));
    const stopChat = events.onChat((event) => {
      if (event.userId === user) send(event.name, event.data);
    });
    const end = (): void => {
      raw.end();
    };
    open.add(end);
    raw.once('close', () => {
      clearInterval(heartbeat);
      stopState();
      stopChat();
      open.delete(end);
    });
    write('retry: 1000\n\n');
  });

  routes.addHook('preClose', async () => {
    for (const end of open) end();
  });
}
