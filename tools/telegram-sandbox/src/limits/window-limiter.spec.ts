import { WindowLimiter } from './window-limiter.js';

describe('WindowLimiter', () => {
  it('counts questions and messages together, in any second', () => {
    const limiter = new WindowLimiter();
    const passed = Array.from({ length: 31 }, (_, index) =>
      index % 2 === 0 ? limiter.admitCall(900) : limiter.admit(String(index), 900),
    );
    expect(passed.filter((wait) => wait === 0)).toHaveLength(30);
    expect(limiter.heldFor(901)).toBe(1);
    expect(limiter.admitCall(1_899)).toBe(1);
    expect(limiter.admitCall(1_901)).toBe(0);
  });

  it('allows 20 messages to a channel in any minute', () => {
    const limiter = new WindowLimiter();
    for (let sent = 0; sent < 20; sent++) expect(limiter.admit('-1001', sent * 1_500)).toBe(0);
    expect(limiter.admit('-1001', 40_000)).toBe(20);
    expect(limiter.admit('-1001', 60_000)).toBe(0);
  });
});
