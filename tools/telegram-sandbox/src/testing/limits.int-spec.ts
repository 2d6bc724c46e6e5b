import { anna, closeTestSandboxes, rustam, startTestSandbox } from './test-sandbox.js';

afterEach(closeTestSandboxes);

describe('rate limits', () => {
  it('answer 429 with retry_after, and hold the whole token', async () => {
    const sandbox = await startTestSandbox();
    for (const user of [anna, rustam])
      await sandbox.post(`/sandbox/chats/${user}/messages`, { text: '/start' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => sandbox.api('sendMessage', { chat_id: anna, text: 'x' })),
    );
    expect(answers.filter(({ ok }) => ok).length).toBeLessThan(8);
    const held = await sandbox.api('getChat', { chat_id: rustam });
    expect(held).toEqual({
      ok: false,
      error_code: 429,
      description: `Too Many Requests: retry after ${held.parameters?.retry_after}`,
      parameters: { retry_after: expect.any(Number) as number },
    });
    // Fetching updates never waits.
    expect(await sandbox.api('getUpdates')).toMatchObject({ ok: true });
    await sandbox.post('/sandbox/limits', { limits: false });
    expect(await sandbox.api('sendMessage', { chat_id: anna, text: 'x' })).toMatchObject({ ok: true });
    const { body } = await sandbox.get('/sandbox/calls?method=getChat');
    expect(body).toMatchObject([{ status: 429, parameters: { chat_id: String(rustam) } }]);
  });
});
