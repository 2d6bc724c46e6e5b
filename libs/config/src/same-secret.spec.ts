import { sameSecret } from './same-secret.js';

describe('sameSecret', () => {
  it.each(['', 'secre', 'secret!', 'SECRET', undefined, ['secret']])('refuses %p', (given) => {
    expect(sameSecret('secret', given)).toBe(false);
  });

  it('takes the secret', () => {
    expect(sameSecret('secret', 'secret')).toBe(true);
  });
});
