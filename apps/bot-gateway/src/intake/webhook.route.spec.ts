import { sameSecret, webhookPath } from './webhook.route.js';

describe('sameSecret', () => {
  it.each(['', 'secre', 'secret!', 'SECRET', undefined, ['secret']])('refuses %p', (given) => {
    expect(sameSecret('secret', given)).toBe(false);
  });

  it('takes the secret', () => {
    expect(sameSecret('secret', 'secret')).toBe(true);
  });
});

describe('webhookPath', () => {
  it('is that of the address Telegram was told', () => {
    expect(webhookPath({ WEBHOOK_URL: 'https://bot.example.org/hidden/place' })).toBe('/hidden/place');
    expect(webhookPath({})).toBe('/telegram/webhook');
  });
});
