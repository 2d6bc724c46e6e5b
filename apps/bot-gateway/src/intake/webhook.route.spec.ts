import { strangerLog, webhookPath } from './webhook.route.js';

describe('webhookPath', () => {
  it('is that of the address Telegram was told', () => {
    expect(webhookPath({ WEBHOOK_URL: 'https://bot.example.org/hidden/place' })).toBe('/hidden/place');
    expect(webhookPath({})).toBe('/telegram/webhook');
  });
});

it('tells of calls with a wrong secret once a minute, however many strangers send', () => {
  let now = 0;
  const warn = jest.fn();
  const stranger = strangerLog({ warn }, () => now);
  for (let call = 0; call < 1_000; call += 1) stranger();
  expect(warn.mock.calls).toEqual([[expect.objectContaining({ code: 'E_WEBHOOK_SECRET', calls: 1 })]]);
  now = 60_000;
  stranger();
  expect(warn).toHaveBeenCalledTimes(2);
  expect(warn).toHaveBeenLastCalledWith(expect.objectContaining({ calls: 1_000 }));
});
