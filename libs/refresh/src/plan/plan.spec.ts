import fc from 'fast-check';
import {
  nextAfterFailure,
  paceUnder,
  planHour,
  planSlots,
  type DueChannel,
  type Interest,
} from '../index.js';

const minute = 60_000;
const from = 1_800_000_000_000;
const one = { calls: 1, pages: 1 };

const due = (id: string, changes: Partial<DueChannel> = {}): DueChannel => ({
  id,
  owner: id,
  interest: 'watched',
  dueAt: from,
  cost: one,
  ...changes,
});
const many = (count: number, changes: Partial<DueChannel> = {}) =>
  Array.from({ length: count }, (_, index) => due(`${changes.owner ?? 'c'}-${index}`, changes));
const options = { from, slotMs: minute, slots: 60, budget: { calls: 10, pages: 10 }, random: () => 0.5 };

describe('planSlots', () => {
  const channels = fc.uniqueArray(
    fc.record({
      id: fc.string(),
      owner: fc.constantFrom('a', 'b', 'c'),
      interest: fc.constantFrom<Interest>('live', 'watched', 'idle'),
      dueAt: fc.integer({ min: from - 90 * minute, max: from + 70 * minute }),
      cost: fc.record({ calls: fc.nat(3), pages: fc.nat(5) }),
    }),
    { selector: ({ id }) => id, maxLength: 150 },
  );
  const random = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));
  const budget = { calls: 4, pages: 5 };

  it('keeps to the budget in every slot, runs nothing early and nothing twice', () => {
    fc.assert(
      fc.property(channels, random, (some, stream) => {
        const { runs, waiting } = planSlots(some, {
          ...options,
          budget,
          random: () => stream.next().value ?? 0,
        });
        const spent = new Map<number, { calls: number; pages: number }>();
        for (const { channel, at } of runs) {
          expect(at).toBeGreaterThanOrEqual(channel.dueAt);
          const slot = Math.floor((at - from) / minute);
          const { calls, pages } = spent.get(slot) ?? { calls: 0, pages: 0 };
          spent.set(slot, { calls: calls + channel.cost.calls, pages: pages + channel.cost.pages });
        }
        for (const { calls, pages } of spent.values()) {
          expect(calls).toBeLessThanOrEqual(budget.calls);
          expect(pages).toBeLessThanOrEqual(budget.pages);
        }
        const ids = [...runs.map(({ channel }) => channel.id), ...waiting.map(({ id }) => id)];
        expect(new Set(ids).size).toBe(ids.length);
        const inTime = some.filter(({ dueAt }) => dueAt < from + 60 * minute);
        expect(ids.sort()).toEqual(inTime.map(({ id }) => id).sort());
      }),
    );
  });

  it('plans the same whatever the order the channels come in', () => {
    fc.assert(
      fc.property(channels, (some) => {
        const plan = (list: readonly DueChannel[]) => {
          const { runs } = planSlots(list, { ...options, budget, random: () => 0 });
          return runs.map(({ channel, at }) => `${at} ${channel.dueAt} ${channel.cost.pages}`).sort();
        };
        // No two are due at the same moment: between equals chance decides, in the order they come in.
        const distinct = some.map((channel, index) => ({
          ...channel,
          dueAt: channel.dueAt - (channel.dueAt % 1_000) + index,
          interest: 'idle' as const,
        }));
        expect(plan([...distinct].reverse())).toEqual(plan(distinct));
      }),
    );
  });

  it('catches up after an outage at its usual pace', () => {
    const late = many(300, { dueAt: from - 600 * minute });
    const { runs, waiting } = planSlots(late, { ...options, slots: 20 });
    for (let slot = 0; slot < 20; slot += 1) {
      const inSlot = runs.filter(({ at }) => Math.floor((at - from) / minute) === slot);
      expect(inSlot).toHaveLength(10);
    }
    expect(waiting).toHaveLength(100);
  });

  it('lets readings by ids go on while preview pages wait', () => {
    const byIds = many(30, { owner: 'ids', cost: { calls: 0, pages: 0, blocks: 2 } });
    const byPages = many(30, { owner: 'pages', cost: { calls: 0, pages: 1 } });
    const { runs, debt } = planSlots([...byPages, ...byIds], {
      ...options,
      ...{ slots: 1, budget: { calls: 10, pages: 3, blocks: 20 } },
    });
    const ofOwner = (owner: string) => runs.filter(({ channel }) => channel.owner === owner);
    expect([ofOwner('ids'), ofOwner('pages')].map(({ length }) => length)).toEqual([10, 3]);
    expect(debt).toEqual({ calls: 0, pages: 0, blocks: 0 });
  });

  it('lets an owner of one channel pass one of a thousand', () => {
    const { runs } = planSlots([...many(1_000, { owner: 'big' }), due('small')], { ...options, slots: 1 });
    expect(runs.map(({ channel }) => channel.id)).toContain('small');
    const afterBacklog = [...many(1_000, { owner: 'big', dueAt: from - 6_000 * minute }), due('small')];
    const plan = planSlots(afterBacklog, { ...options, slots: 2 });
    expect(plan.runs.map(({ channel }) => channel.id)).toContain('small');
  });

  it('serves who looks before who does not, and starves nobody', () => {
    const first = planSlots([...many(20), due('looked-at', { interest: 'live' })], { ...options, slots: 1 });
    expect(first.runs[0]?.channel.id).toBe('looked-at');
    // Ten new channels that somebody looks at, every minute: all that the budget allows.
    const crowd = Array.from({ length: 300 }, (_, minuteNo) =>
      many(10, { interest: 'live', dueAt: from + minuteNo * minute }).map((channel) => ({
        ...channel,
        id: `${minuteNo}-${channel.id}`,
        owner: `${minuteNo}-${channel.id}`,
      })),
    ).flat();
    const plan = planSlots([...crowd, due('idle', { interest: 'idle' })], { ...options, slots: 300 });
    expect(plan.runs.map(({ channel }) => channel.id)).toContain('idle');
  });

  it('takes a reading beyond a whole slot alone, and has later slots pay for it', () => {
    const plan = planSlots([due('deep', { cost: { calls: 1, pages: 25 } }), ...many(20)], {
      ...options,
      slots: 1,
    });
    expect(plan.runs).toHaveLength(1);
    expect(plan.debt.pages).toBe(15);
    const next = planSlots(plan.waiting, { ...options, slots: 2, debt: plan.debt });
    expect(next.runs.filter(({ at }) => at < from + minute)).toHaveLength(0);
    expect(next.runs).toHaveLength(5);
  });

  it('spreads the runs of a slot over it', () => {
    let state = 0;
    const random = () => (state = (state + 0.618_034) % 1);
    const { runs } = planSlots(many(100), {
      ...options,
      budget: { calls: 100, pages: 100 },
      slots: 1,
      random,
    });
    const quarters = [0, 0, 0, 0];
    for (const { at } of runs) quarters[Math.floor((at - from) / (minute / 4))]! += 1;
    for (const count of quarters) expect(count).toBeGreaterThan(15);
  });
});

describe('planHour', () => {
  const state = (index: number) => ({
    interest: 'watched' as const,
    subscribersReadAt: from - (index % 60) * minute,
    posts: [{ postedAt: from - 10 * minute, readAt: from - 2 * minute }],
    postsPerCall: 20,
  });
  const channels = Array.from({ length: 100 }, (_, index) => ({
    id: `${index}`,
    owner: 'o',
    state: state(index),
  }));

  it('plans a young post again and again within the hour', () => {
    const { runs } = planHour(channels, {
      from,
      budgetPerMinute: { calls: 1_000, pages: 1_000 },
      random: () => 0,
    });
    const ofFirst = runs
      .filter(({ channel }) => channel.id === '0' && channel.cost.pages > 0)
      .map(({ at }) => at);
    // Half an hour old after 20 minutes, an hour old after 50.
    expect(ofFirst.map((at) => Math.round((at - from) / minute))).toEqual([3, 8, 13, 18, 23, 33, 43, 53]);
  });

  it('fits the budget, minute by minute', () => {
    const { runs, waiting } = planHour(channels, {
      from,
      budgetPerMinute: { calls: 3, pages: 4 },
      random: () => 0.9,
    });
    const pages = runs.reduce((sum, { channel }) => sum + channel.cost.pages, 0);
    expect(pages).toBeLessThanOrEqual(4 * 60);
    expect(pages).toBeGreaterThan(3.6 * 60);
    expect(waiting.length).toBeGreaterThan(0);
  });
});

describe('paceUnder', () => {
  const calm = { poolWaiting: 0, poolMax: 10, outstanding: 0, mostOutstanding: 200, heldForMs: 0 };

  it('is full when all is calm, and nothing when any part is full', () => {
    expect(paceUnder(calm, 15_000)).toBe(1);
    expect(paceUnder({ ...calm, poolWaiting: 10 }, 15_000)).toBe(0);
    expect(paceUnder({ ...calm, outstanding: 500 }, 15_000)).toBe(0);
    expect(paceUnder({ ...calm, heldForMs: 300_000 }, 15_000)).toBe(0);
    expect(paceUnder({ ...calm, outstanding: 50 }, 15_000)).toBe(0.75);
  });

  it('stays between 0 and 1, and never rises with more pressure', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.nat(1_000),
        fc.nat(60_000),
        fc.nat(50),
        (poolWaiting, outstanding, heldForMs, more) => {
          const pace = paceUnder({ ...calm, poolWaiting, outstanding, heldForMs }, 15_000);
          const higher = {
            ...calm,
            poolWaiting: poolWaiting + more,
            outstanding: outstanding + more,
            heldForMs,
          };
          return pace >= 0 && pace <= 1 && paceUnder(higher, 15_000) <= pace;
        },
      ),
    );
  });
});

describe('nextAfterFailure', () => {
  it('pauses ever longer, up to six hours, spread by a fifth', () => {
    const pauses = [1, 2, 3, 10, 1_000].map(
      (failures) => nextAfterFailure(0, failures, 0.5, 'channel') / minute,
    );
    expect(pauses).toEqual([2, 4, 8, 360, 360]);
    expect(nextAfterFailure(0, 1, 0, 'channel')).toBeLessThan(nextAfterFailure(0, 1, 0.99, 'channel'));
  });

  it('does not let channels rest for hours after an outage', () => {
    expect(nextAfterFailure(0, 50, 0.5, 'passing') / minute).toBe(10);
  });
});
