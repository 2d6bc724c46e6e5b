import fc from 'fast-check';
import { type ChannelSimulationSpec, createChannelSimulation } from './index.js';

const bornAt = new Date('2026-09-01T00:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
const after = (ms: number): Date => new Date(bornAt.getTime() + ms);
const channel = (spec: Partial<ChannelSimulationSpec> = {}) =>
  createChannelSimulation({ id: -1001, seed: 'spec', bornAt, subscribersAtBirth: 8000, ...spec });

const seeds = fc.record({
  seed: fc.integer({ min: 0, max: 1e9 }),
  subscribersAtBirth: fc.integer({ min: 0, max: 20_000 }),
  postsPerDay: fc.double({ min: 0.5, max: 12, noNaN: true }),
});
const runs = { numRuns: 25 };

/** Everything that can be seen of a channel in its first days. */
const story = (sim: ReturnType<typeof channel>, days: number) => {
  const at = after(days * day);
  return JSON.stringify({
    messages: sim.messagesBefore(at, 1000),
    counters: sim
      .postsBetween(bornAt, at)
      .map((post) => [sim.viewsAt(post, at), sim.reactionsAt(post, at), sim.forwardsAt(post, at)]),
    members: sim.membershipBetween(bornAt, at),
    edits: sim.editsBetween(bornAt, at),
  });
};

describe('a simulated channel', () => {
  it('is the same for the same spec, however it is asked', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 10 }), (spec, days) => {
        const asked = channel(spec);
        for (let d = 0; d < days; d += 0.5) asked.subscribersAt(after(d * day));
        asked.postsBetween(after(20 * day), after(30 * day));
        expect(story(asked, days)).toBe(story(channel(spec), days));
      }),
      runs,
    );
    expect(story(channel({ seed: 'a' }), 3)).not.toBe(story(channel({ seed: 'b' }), 3));
  });

  it('has exactly the subscribers that joins and leaves leave over', () => {
    fc.assert(
      fc.property(seeds, fc.nat(20 * 24), fc.nat(20 * 24), (spec, a, b) => {
        const sim = channel(spec);
        const [from, to] = [after(Math.min(a, b) * hour), after(Math.max(a, b) * hour)];
        const events = sim.membershipBetween(from, to);
        const net = events.reduce((sum, { kind }) => sum + (kind === 'join' ? 1 : -1), 0);
        expect(sim.subscribersAt(to) - sim.subscribersAt(from)).toBe(net);
        expect(events.every(({ at }) => at > from && at <= to)).toBe(true);
      }),
      runs,
    );
  });

  it('lets nobody leave who is not there, nor join twice', () => {
    const sim = channel({ subscribersAtBirth: 300, dailyLeaves: 0.2, dailyJoins: 0.2 });
    const inside = new Map<number, boolean>();
    for (const { kind, userId } of sim.membershipBetween(bornAt, after(40 * day))) {
      const known = inside.get(userId);
      expect(known).not.toBe(kind === 'join');
      inside.set(userId, kind === 'join');
    }
  });

  it('has more joins by day than by night', () => {
    const sim = channel({ utcOffsetHours: 0 });
    const hours = sim.membershipBetween(bornAt, after(60 * day)).map(({ at }) => at.getUTCHours());
    const night = hours.filter((h) => h < 6).length;
    const evening = hours.filter((h) => h >= 17 && h < 23).length;
    expect(evening).toBeGreaterThan(4 * night);
  });

  it('publishes at plausible hours, in order, with ids that skip', () => {
    const sim = channel({ utcOffsetHours: 0 });
    const posts = sim.postsBetween(bornAt, after(60 * day));
    const ids = posts.flatMap((post) => [post.messageId, ...post.albumIds.slice(1)]);
    expect(posts.length).toBeGreaterThan(150);
    expect(posts.filter(({ at }) => at.getUTCHours() >= 1 && at.getUTCHours() < 6)).toEqual([]);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(ids.at(-1)).toBeGreaterThan(ids.length);
    expect(posts.some((post) => post.albumIds.length > 1)).toBe(true);
    expect(sim.serviceMessagesBetween(bornAt, after(60 * day)).length).toBeGreaterThan(0);
  });

  it('pages back through its messages without missing or repeating any', () => {
    const sim = channel();
    const at = after(30 * day);
    const paged: number[] = [];
    for (let before = Infinity, page; (page = sim.messagesBefore(at, 20, before)).length > 0;) {
      paged.unshift(...page.map((message) => message.messageId));
      before = page[0]?.messageId ?? 0;
    }
    expect(paged).toEqual(sim.messagesBefore(at, 10_000).map((message) => message.messageId));
    expect(paged.length).toBeGreaterThan(80);
  });
});

describe('the counters of a post', () => {
  it('never fall and stay in bounds', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(40 * 24), { minLength: 2, maxLength: 12 }), (spec, hours) => {
        const sim = channel(spec);
        const moments = hours.sort((a, b) => a - b).map((h) => after(3 * day + h * hour));
        for (const post of sim.postsBetween(bornAt, after(3 * day)).slice(0, 4)) {
          let [views, reactions, forwards] = [0, 0, 0];
          for (const at of moments) {
            const all = Object.values(sim.reactionsAt(post, at)).reduce((sum, count) => sum + count, 0);
            expect(sim.viewsAt(post, at)).toBeGreaterThanOrEqual(views);
            expect(all).toBeGreaterThanOrEqual(reactions);
            expect(sim.forwardsAt(post, at)).toBeGreaterThanOrEqual(forwards);
            [views, reactions, forwards] = [sim.viewsAt(post, at), all, sim.forwardsAt(post, at)];
          }
          expect(views).toBeLessThanOrEqual(Math.max(1, sim.subscribersAt(post.at) * 0.95 * 4));
          expect(sim.viewsAt(post, new Date(post.at.getTime() - 1))).toBe(0);
        }
      }),
      runs,
    );
  });

  it('grow fast at first, then ever more slowly, with a long tail', () => {
    const sim = channel({ subscribersAtBirth: 200_000, dailyJoins: 0.0001, dailyLeaves: 0.0001 });
    for (const post of sim.postsBetween(after(day), after(5 * day))) {
      const gain = (from: number, to: number) => {
        const views = (h: number) => sim.viewsAt(post, new Date(post.at.getTime() + h * hour));
        return views(to) - views(from);
      };
      expect(gain(0, 24)).toBeGreaterThan(3 * gain(24, 48));
      expect(gain(24, 48)).toBeGreaterThan(gain(48, 72));
      expect(gain(7 * 24, 14 * 24)).toBeGreaterThan(gain(14 * 24, 21 * 24));
      expect(gain(14 * 24, 21 * 24)).toBeGreaterThan(0);
    }
  });

  it('have the reach that the spec asks for', () => {
    const sim = channel({ medianReach: 0.3 });
    const ratios = sim
      .postsBetween(bornAt, after(60 * day))
      .map((post) => sim.viewsAt(post, after(90 * day)) / sim.subscribersAt(post.at))
      .sort((a, b) => a - b);
    expect(ratios[Math.floor(ratios.length / 2)]).toBeGreaterThan(0.25);
    expect(ratios[Math.floor(ratios.length / 2)]).toBeLessThan(0.4);
  });
});
