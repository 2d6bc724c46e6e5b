import type { ViewsAround } from '@analyticbot/storage';
import { watchedBestHour, watchedReach } from './posts-at-age.js';

const now = new Date('2026-11-23T10:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const window = { from: hoursAgo(30 * 24), to: now };

/** A post of `hours` ago, and its readings around an age of 24 hours. */
function post(hours: number, before: ViewsAround['before'], after: ViewsAround['after']): ViewsAround {
  const source = before === null && after === null ? null : 'preview';
  return { messageId: hours, postedAt: hoursAgo(hours), moment: 0, before, after, source };
}

const read = (hours: number, views = 500) => ({ at: hoursAgo(hours), views });
/** Was read for the first time an hour ago. */
const readLate = (hours: number) => post(hours, null, read(1));

const reasons = (posts: ViewsAround[], watchedSince: Date | null) =>
  [watchedReach({ posts, watchedSince }, 24, window), watchedBestHour({ posts, watchedSince }, window)].map(
    (figure) => (figure.available ? figure.value : figure.reason),
  );

describe('figures of posts at 24 hours, of a channel that was just connected', () => {
  it('are missing because it was not watched, not because readings have gaps or no source gives views', () => {
    const both = ['history-too-short', 'history-too-short'];
    expect(reasons([readLate(40), readLate(70)], hoursAgo(1))).toEqual(both);
    expect(reasons([readLate(2), readLate(70)], hoursAgo(3))).toEqual(both);
  });

  it('are missing because of a gap where it was watched at that age, or read before', () => {
    const both = ['gap-in-data', 'gap-in-data'];
    expect(reasons([readLate(40), readLate(70)], hoursAgo(20))).toEqual(both);
    expect(reasons([post(60, read(59), read(1))], hoursAgo(2))).toEqual(both);
    expect(reasons([readLate(40)], null)).toEqual(both);
  });

  it('are missing because no source gives views where none does', () => {
    expect(reasons([post(40, null, null)], hoursAgo(1))).toEqual(['no-views', 'no-views']);
  });

  it('are there once the posts were read at that age', () => {
    const posts = [1, 2, 3, 4].map((messageId) => ({ ...post(48, read(24, 300), null), messageId }));
    expect(reasons(posts, hoursAgo(100))).toEqual([300, 1]);
  });
});
