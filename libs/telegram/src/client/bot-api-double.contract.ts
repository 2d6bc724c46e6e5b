import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived: the Bot API method and its parameters. */
export interface ReceivedCall {
  readonly method: string;
  readonly payload: Record<string, unknown>;
}

/** What the double answers: a body with its HTTP status, or `hang` for no answer at all. */
export type Answer = { readonly status?: number; readonly body: unknown } | 'hang';

/** A Bot API server of a test's own, that answers as the test says. */
export interface BotApiDouble {
  readonly root: string;
  readonly calls: ReceivedCall[];
  /** Answers for the next calls of a method, in order; after them it answers with `{ok: true, result: true}`. */
  answer(method: string, ...answers: readonly Answer[]): void;
  stop(): Promise<void>;
}

/** Starts a double on a free port. */
export async function startBotApi(): Promise<BotApiDouble> {
  const calls: ReceivedCall[] = [];
  const planned = new Map<string, Answer[]>();
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const method = request.url?.split('/').at(-1) ?? '';
      calls.push({ method, payload: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) });
      const answer = planned.get(method)?.shift() ?? { body: { ok: true, result: true } };
      if (answer === 'hang') return;
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer: (method, ...answers) => planned.set(method, [...(planned.get(method) ?? []), ...answers]),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
