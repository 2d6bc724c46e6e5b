import { defineQueue } from './queue-definition.js';

describe('defineQueue', () => {
  it('fills in what is left out', () => {
    expect(defineQueue({ name: 'updates', ordered: true, prefetch: 8 })).toEqual({
      name: 'updates',
      ordered: true,
      maxLength: 10_000,
      visibilityMs: 30_000,
      prefetch: 8,
      maxAttempts: 5,
      backoffMs: 500,
    });
  });

  it.each([
    ['a name that would break its keys', { name: 'a}b' }],
    ['a bound of zero', { name: 'a', maxLength: 0 }],
    ['a fraction', { name: 'a', backoffMs: 0.5 }],
    ['a prefetch beyond what one script takes', { name: 'a', prefetch: 10_000 }],
  ])('refuses %s', (_, settings) => {
    expect(() => defineQueue(settings)).toThrow(RangeError);
  });
});
