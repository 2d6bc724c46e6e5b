import { eventually } from '@analyticbot/testing';
import { lastFromBot, owner } from './suite/people.js';
import { startSuite, webhookSecret, type Suite } from './suite/suite.js';

describe('the webhook', () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await startSuite({ webhook: true });
  });
  afterAll(() => suite?.stop());

  const post = (body: string | Buffer, secret: string | undefined = webhookSecret): Promise<Response> =>
    fetch(`${suite.urls['bot-gateway']}/telegram/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
      },
      body,
    });

  /** Everything that is on the streams or was given up on. */
  const stored = async (): Promise<number> => {
    const redis = suite.redis.client();
    const keys = (await redis.keys('*')).filter((key) => /stream|dead|key/.test(key));
    const lengths = await Promise.all(
      keys.map(async (key) => ((await redis.type(key)) === 'stream' ? redis.xlen(key) : 0)),
    );
    return lengths.reduce((sum, length) => sum + length, 0);
  };

  const message = (updateId: number, fromId: number, text: string) =>
    JSON.stringify({
      update_id: updateId,
      message: {
        message_id: updateId,
        date: 1_790_000_000,
        chat: { id: fromId, type: 'private', first_name: 'Anna' },
        from: { id: fromId, is_bot: false, first_name: 'Anna', language_code: 'en' },
        text,
        entities: [{ type: 'bot_command', offset: 0, length: text.length }],
      },
    });

  it.each([
    ['a wrong secret', 'wrong'],
    ['an empty secret', ''],
  ])('refuses %s with 401 and stores nothing', async (_name, secret) => {
    const response = await post(message(1, 5, '/start'), secret);
    expect(response.status).toBe(401);
    expect(await stored()).toBe(0);
  });

  it('refuses a missing secret with 401', async () => {
    const response = await fetch(`${suite.urls['bot-gateway']}/telegram/webhook`, {
      method: 'POST',
      body: '{}',
    });
    expect(response.status).toBe(401);
  });

  it.each([
    ['what is not JSON', 'not json', 400],
    ['an empty body', '', 400],
    ['a list', '[]', 400],
    ['an update without its id', '{"message":{}}', 400],
    ['an id of the wrong type', '{"update_id":"7","message":{}}', 400],
    ['a negative id', '{"update_id":-7,"message":{}}', 400],
    ['a number beyond 2^53', '{"update_id":8,"message":{"chat":{"id":9007199254740993}}}', 400],
    ['more than a megabyte', `{"update_id":9,"x":"${'x'.repeat(1_100_000)}"}`, 413],
  ])('answers %s with the right status and says why', async (_name, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: string };
    expect(error.length).toBeGreaterThan(10);
  });

  it('takes an update of a kind it does not know, and ignores it', async () => {
    const response = await post('{"update_id":10,"something_of_tomorrow":{"deep":[1,2,3]}}');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ outcome: 'ignored' });
  });

  it('answers an update that comes twice once', async () => {
    const anna = await owner(suite);
    await suite.sandbox.write(anna.id, '/start');
    await lastFromBot(suite, anna.id, /choose your channel/);
    const before = (await suite.sandbox.fromBot(anna.id)).length;
    const help = message(900_000_001, anna.id, '/help');
    expect(await (await post(help)).json()).toMatchObject({ outcome: 'accepted' });
    expect(await (await post(help)).json()).toMatchObject({ outcome: 'repeated' });
    await lastFromBot(suite, anna.id, /What I can do/);
    // Another round trip of the same chat is ordered behind: whatever the repetition caused has happened by then.
    await post(message(900_000_002, anna.id, '/nonsense'));
    await lastFromBot(suite, anna.id, /don't know that command/);
    expect(await suite.sandbox.fromBot(anna.id)).toHaveLength(before + 2);
  });

  it('logs a refusal in one line, without the body', async () => {
    const before = suite.logs('bot-gateway').length;
    await post('{"private":"a secret thought"');
    await eventually(() => expect(suite.logs('bot-gateway').length).toBe(before + 1));
    const line = suite.logs('bot-gateway').at(-1) ?? '';
    expect(line).toContain('E_UPDATE_NOT_JSON');
    expect(line).not.toContain('secret thought');
  });

  it('answers 503 while Redis is away, and takes updates again afterwards', async () => {
    await suite.redis.crash();
    const refused = await post(message(900_000_010, 5, '/start'));
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    await suite.redis.restart();
    await eventually(async () => expect((await post(message(900_000_011, 5, '/start'))).status).toBe(200), {
      timeoutMs: 20_000,
    });
  });
});
