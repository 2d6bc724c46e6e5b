import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TelegramUpdate } from '../state/telegram-objects.js';
import { anna, closeTestSandboxes, rustam, startTestSandbox, type TestSandbox } from './test-sandbox.js';

/** How the bot answers its nth delivery. */
type Answer = { status: number; headers?: Record<string, string>; body?: string } | 'disconnect';

interface Delivery {
  update: TelegramUpdate;
  headers: IncomingMessage['headers'];
  at: number;
}

const timings = { firstDelayMs: 40, longestDelayMs: 100, answerMs: 5000 };
const servers: Server[] = [];

/** A bot's web server that notes what it gets; `settle` waits for so many deliveries. */
async function startReceiver(answer: (index: number, delivery: Delivery) => Answer | Promise<Answer>) {
  const deliveries: Delivery[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const update = JSON.parse(body) as TelegramUpdate;
      const delivery = { update, headers: request.headers, at: performance.now() };
      deliveries.push(delivery);
      for (const { count, done } of waiting) if (deliveries.length >= count) done();
      const wanted = await answer(deliveries.length - 1, delivery);
      if (wanted === 'disconnect') response.destroy();
      else response.writeHead(wanted.status, wanted.headers).end(wanted.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    deliveries,
    settle: (count: number) =>
      new Promise<void>((resolve) =>
        deliveries.length >= count ? resolve() : waiting.push({ count, done: resolve }),
      ),
  };
}

const write = (sandbox: TestSandbox, message: string, user = anna) =>
  sandbox.post(`/sandbox/chats/${user}/messages`, { text: message });
const textOf = ({ update }: Delivery) => (update['message'] as { text: string }).text;
const pending = async (sandbox: TestSandbox) =>
  (await sandbox.result<{ pending_update_count: number }>('getWebhookInfo')).pending_update_count;

/** Resolves when the sandbox has taken the receiver's last answer. */
async function delivered(sandbox: TestSandbox): Promise<void> {
  while ((await pending(sandbox)) > 0) await new Promise((resolve) => setImmediate(resolve));
}

afterEach(async () => {
  await closeTestSandboxes();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

describe('a webhook', () => {
  it('gets waiting and new updates with its secret', async () => {
    const sandbox = await startTestSandbox();
    const receiver = await startReceiver(() => ({ status: 200 }));
    await write(sandbox, 'before');
    await sandbox.result('setWebhook', { url: receiver.url, secret_token: 'S_1-x', max_connections: 3 });
    await write(sandbox, 'after');
    await receiver.settle(2);
    await delivered(sandbox);
    expect(receiver.deliveries.map(textOf)).toEqual(['before', 'after']);
    expect(receiver.deliveries[0]?.headers).toMatchObject({
      'x-telegram-bot-api-secret-token': 'S_1-x',
      'content-type': 'application/json',
    });
    expect(await sandbox.result('getWebhookInfo')).toMatchObject({
      url: receiver.url,
      max_connections: 3,
      pending_update_count: 0,
    });
  });

  it('gets an update again after failures, ever later, in order within the chat', async () => {
    const sandbox = await startTestSandbox({ webhookTimings: timings });
    const failures: Answer[] = [{ status: 500 }, 'disconnect', { status: 503 }];
    let failed = 0;
    const receiver = await startReceiver((_index, delivery) =>
      textOf(delivery) === 'first' && failed < failures.length
        ? (failures[failed++] ?? { status: 200 })
        : { status: 200 },
    );
    await sandbox.result('setWebhook', { url: receiver.url });
    await write(sandbox, 'first');
    await write(sandbox, 'second');
    await write(sandbox, 'other chat', rustam);
    await receiver.settle(6);
    await delivered(sandbox);

    const ofAnna = receiver.deliveries.filter((delivery) => textOf(delivery) !== 'other chat');
    expect(ofAnna.map(textOf)).toEqual(['first', 'first', 'first', 'first', 'second']);
    expect(new Set(ofAnna.slice(0, 4).map(({ update }) => update.update_id)).size).toBe(1);
    const waits = [1, 2, 3].map((index) => (ofAnna[index]?.at ?? 0) - (ofAnna[index - 1]?.at ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(timings.firstDelayMs - 2);
    expect(waits[1]).toBeGreaterThanOrEqual(2 * timings.firstDelayMs - 2);
    expect(waits[2]).toBeGreaterThanOrEqual(timings.longestDelayMs - 2);
    // The other chat does not wait for this one.
    expect(receiver.deliveries.map(textOf).indexOf('other chat')).toBeLessThan(4);
    expect(await sandbox.result('getWebhookInfo')).toMatchObject({
      last_error_message: 'Wrong response from the webhook: 503 Service Unavailable',
      last_error_date: Date.UTC(2026, 2, 10, 12) / 1000,
    });
  });

  it('honours Retry-After', async () => {
    const sandbox = await startTestSandbox({ webhookTimings: { ...timings, firstDelayMs: 60_000 } });
    const receiver = await startReceiver((index) =>
      index === 0 ? { status: 429, headers: { 'retry-after': '0' } } : { status: 200 },
    );
    await sandbox.result('setWebhook', { url: receiver.url });
    await write(sandbox, 'x');
    await receiver.settle(2);
    await delivered(sandbox);
  });

  it('gets no more updates at a time than max_connections, one a chat', async () => {
    const sandbox = await startTestSandbox();
    let open = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const receiver = await startReceiver(async () => {
      most = Math.max(most, ++open);
      await new Promise<void>((resolve) => release.push(resolve));
      open -= 1;
      return { status: 200 };
    });
    await sandbox.result('setWebhook', { url: receiver.url, max_connections: 2 });
    for (const id of [1, 2, 3]) await sandbox.post('/sandbox/updates', { message: { chat: { id } } });
    await sandbox.post('/sandbox/updates', { message: { chat: { id: 1 } } });
    for (let taken = 1; taken <= 4; taken++) {
      await receiver.settle(taken);
      release.shift()?.();
    }
    await delivered(sandbox);
    expect(most).toBeLessThanOrEqual(2);
    expect(receiver.deliveries).toHaveLength(4);
  });

  it('may answer with a call', async () => {
    const sandbox = await startTestSandbox();
    const body = JSON.stringify({ method: 'sendMessage', chat_id: anna, text: 'by return' });
    const receiver = await startReceiver(() => ({ status: 200, body }));
    await sandbox.result('setWebhook', { url: receiver.url });
    await write(sandbox, 'hi');
    await delivered(sandbox);
    const calls = (await sandbox.get('/sandbox/calls?method=sendmessage')).body;
    expect(calls).toMatchObject([{ status: 200, parameters: { text: 'by return' } }]);
  });

  it('reports a server that does not answer, and keeps the update', async () => {
    const sandbox = await startTestSandbox({ webhookTimings: timings });
    const closed = await startReceiver(() => ({ status: 200 }));
    servers.at(-1)?.close();
    await sandbox.result('setWebhook', { url: closed.url });
    await write(sandbox, 'x');
    let info: Record<string, unknown> = {};
    while (!info['last_error_message']) info = await sandbox.result('getWebhookInfo');
    expect(info).toMatchObject({ last_error_message: 'Connection refused', pending_update_count: 1 });
  });

  it.each([
    [{ url: 'ftp://x' }, 'Bad Request: bad webhook: invalid webhook URL specified'],
    [
      { url: 'https://x.org', secret_token: 'a b' },
      'Bad Request: secret token contains unallowed characters',
    ],
  ])('%j is refused', async (parameters, description) => {
    const sandbox = await startTestSandbox();
    expect(await sandbox.api('setWebhook', parameters)).toEqual({ ok: false, error_code: 400, description });
  });
});
