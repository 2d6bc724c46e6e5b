import { RateLimiter } from './rate-limiter.js';

/** Sends as fast as allowed for a time, obeying each refusal; how many messages passed. */
function sendFor(limiter: RateLimiter, seconds: number, chat: (index: number) => string): number {
  let passed = 0;
  for (let now = 0; now < seconds * 1000;) {
    const wait = limiter.admit(chat(passed), now);
    if (wait === 0) passed += 1;
    now += wait > 0 ? wait * 1000 : 1;
  }
  return passed;
}

describe('RateLimiter', () => {
  it('lets a short burst to a chat pass, then about one message a second', () => {
    const limiter = new RateLimiter();
    const burst = [0, 1, 2, 3, 4, 5].map((now) => limiter.admit('7', now));
    expect(burst).toEqual([0, 0, 0, 0, 0, 1]);
    expect(sendFor(new RateLimiter(), 60, () => '7')).toBeLessThanOrEqual(66);
  });

  it('allows 20 messages a minute to a channel', () => {
    const passed = sendFor(new RateLimiter(), 120, () => '-1001');
    expect(passed).toBeGreaterThan(20);
    expect(passed).toBeLessThanOrEqual(60);
  });

  it('allows about 30 messages a second to all chats together', () => {
    const passed = sendFor(new RateLimiter(), 10, (index) => String(index));
    expect(passed).toBeGreaterThan(100);
    expect(passed).toBeLessThanOrEqual(330);
  });

  it('holds the whole token for as long as it said, then lets it go', () => {
    const limiter = new RateLimiter();
    for (let sent = 0; sent < 5; sent++) limiter.admit('7', 0);
    const wait = limiter.admit('7', 0);
    expect(wait).toBe(1);
    expect(limiter.admit('8', 500)).toBe(1);
    expect(limiter.heldFor(500)).toBe(1);
    expect(limiter.heldFor(1000)).toBe(0);
    expect(limiter.admit('8', 1000)).toBe(0);
  });
});
