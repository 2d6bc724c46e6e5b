import fc from 'fast-check';
import {
  afterReading,
  costOf,
  interestAt,
  markToleranceMs,
  nextChannelRead,
  nextPostRead,
  readMarks,
  readsAt,
  type ChannelState,
  type Interest,
} from '../index.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const interests = fc.constantFrom<Interest>('live', 'watched', 'idle');

/** The ages at which a post is read when each reading falls somewhere into its window. */
function agesRead(interest: Interest, random: () => number): number[] {
  const ages: number[] = [];
  let readAt: number | null = null;
  for (let guard = 0; guard < 500; guard += 1) {
    const window = nextPostRead({ postedAt: 0, readAt }, interest);
    if (window === null) return ages;
    expect(window.latest).toBeGreaterThanOrEqual(window.earliest);
    expect(window.latest).toBeGreaterThan(readAt ?? -1);
    readAt = window.earliest + random() * (window.latest - window.earliest);
    ages.push(readAt);
  }
  throw new Error('a post is read for ever');
}

describe('nextPostRead', () => {
  const watched = agesRead('watched', () => 1);

  it('reads every few minutes, then hourly, then daily, then never', () => {
    const within = (from: number, to: number) => watched.filter((age) => age >= from && age < to).length;
    expect(within(0, hour)).toBe(9);
    expect(within(hour, day)).toBe(23);
    expect(within(day, 30 * day)).toBe(30);
    expect(watched.at(-1)).toBeGreaterThan(29 * day);
    expect(within(31 * day, 100 * day)).toBe(0);
  });

  it('hits the ages of reach, whoever looks and whenever the readings before took place', () => {
    fc.assert(
      fc.property(
        interests,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (interest, stream) => {
          const ages = agesRead(interest, () => stream.next().value ?? 0);
          for (const mark of readMarks) {
            expect(ages.some((age) => age >= mark && age <= mark + markToleranceMs)).toBe(true);
            // Interpolation asks for readings no further apart than half the age.
            const before = ages.filter((age) => age <= mark).at(-1) ?? 0;
            const after = ages.find((age) => age >= mark) ?? Number.POSITIVE_INFINITY;
            expect(after - before).toBeLessThanOrEqual(mark / 2);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('reads no more often as a post grows older, marks aside', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 29 * day }), fc.integer({ min: 0, max: day }), (age, more) => {
        const gap = (at: number) =>
          (nextPostRead({ postedAt: 0, readAt: at }, 'watched')?.latest ?? Infinity) - at;
        const isNearMark = readMarks.some((mark) => mark > age && mark <= age + more + 2 * day);
        return isNearMark || gap(age + more) >= gap(age);
      }),
    );
  });

  it('is less eager where nobody looks', () => {
    expect(agesRead('idle', () => 1).length).toBeLessThan(watched.length - 15);
  });
});

describe('a channel', () => {
  const now = 100 * day;
  const channel = (changes: Partial<ChannelState> = {}): ChannelState => ({
    interest: 'watched',
    subscribersReadAt: now - 10 * minute,
    posts: [],
    postsPerCall: 20,
    ...changes,
  });
  /** A post read when it was so old. */
  const post = (postedAgo: number, readAgo: number | null) => ({
    postedAt: now - postedAgo,
    readAt: readAgo === null ? null : now - readAgo,
  });

  it('is due at once when it was never read', () => {
    expect(nextChannelRead(channel({ subscribersReadAt: null }))).toBeLessThanOrEqual(now);
    expect(readsAt(channel({ subscribersReadAt: null }), now)).toEqual({ subscribers: true, posts: 20 });
  });

  it('waits for the first of what it waits for', () => {
    const posts = [post(2 * hour, 30 * minute), post(5 * hour, 10 * minute)];
    expect(nextChannelRead(channel({ posts }))).toBe(now + 30 * minute);
    expect(nextChannelRead(channel({ posts, postsPerCall: 0 }))).toBe(now + 50 * minute);
  });

  it('takes a page as one call, and only the pages that are due', () => {
    const fresh = Array.from({ length: 25 }, (_, index) => post((3 + index) * hour, 5 * minute));
    const due = (index: number) =>
      fresh.map((one, at) => (at === index ? { ...one, readAt: now - day } : one));
    const cost = (posts: ChannelState['posts'], changes: Partial<ChannelState> = {}) => {
      const state = channel({ posts, ...changes });
      return costOf(readsAt(state, now), state);
    };
    expect(cost(fresh)).toEqual({ calls: 0, pages: 0 });
    expect(cost(due(3))).toEqual({ calls: 0, pages: 1 });
    expect(cost(due(24))).toEqual({ calls: 0, pages: 2 });
    // By ids, the newest ones have to be found as well; preview pages are not touched.
    const byIds = { postsPerCall: 200, postsBy: 'block' } as const;
    expect(cost(due(24), byIds)).toEqual({ calls: 0, pages: 0, blocks: 2 });
    expect(cost(fresh, byIds)).toEqual({ calls: 0, pages: 0, blocks: 0 });
  });

  it('is never due twice for one reading', () => {
    const ages = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 * day }), fc.option(fc.nat(40 * day))), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(interests, ages, fc.option(fc.nat(2 * day)), (interest, some, counted) => {
        const posts = some
          .map(([age, readAge]) => post(age, readAge === null ? null : Math.min(age, readAge)))
          .sort((a, b) => b.postedAt - a.postedAt);
        const before = channel({
          interest,
          posts,
          subscribersReadAt: counted === null ? null : now - counted,
        });
        const at = Math.max(now, nextChannelRead(before));
        const reads = readsAt(before, at);
        expect(reads.subscribers || reads.posts > 0).toBe(true);
        expect(nextChannelRead(afterReading(before, reads, at))).toBeGreaterThan(at);
      }),
    );
  });

  it('counts subscribers more often while somebody looks', () => {
    expect(nextChannelRead(channel({ interest: 'live', postsPerCall: 0 }))).toBeLessThan(now);
    expect(nextChannelRead(channel({ interest: 'idle', postsPerCall: 0 }))).toBe(now + 170 * minute);
  });
});

describe('interestAt', () => {
  const now = 1_000 * day;
  it.each<[string, object, Interest]>([
    ['nobody ever looked', {}, 'idle'],
    ['somebody looked just now', { lookedAt: now - minute }, 'live'],
    ['somebody looked last week', { lookedAt: now - 7 * day }, 'watched'],
    ['somebody looked in spring', { lookedAt: now - 100 * day }, 'idle'],
    ['a digest is due', { wantedAt: now + 10 * minute }, 'live'],
    ['a digest comes on Monday', { wantedAt: now + 5 * day }, 'watched'],
    ['a digest was made this morning', { wantedAt: now - 5 * hour }, 'watched'],
  ])('%s', (_name, wishes, expected) => {
    expect(interestAt(wishes, now)).toBe(expected);
  });
});
