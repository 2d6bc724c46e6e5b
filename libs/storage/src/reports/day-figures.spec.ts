import { dayFiguresOf, spanFiguresOf } from './day-figures.js';

describe('figures of days as PostgreSQL writes them', () => {
  it('unpacks days with nulls, losses and gaps', () => {
    expect(dayFiguresOf('2026-02-27', '{{0,950,3,1,2,-12300},{3,NULL,0,0,NULL,NULL}}')).toEqual([
      { day: '2026-02-27', lastSubscribers: 950, joins: 3, leaves: 1, posts: 2, viewsGained: -12_300 },
      { day: '2026-03-02', lastSubscribers: null, joins: 0, leaves: 0, posts: null, viewsGained: null },
    ]);
    expect(dayFiguresOf('2026-02-27', null)).toEqual([]);
  });

  it('unpacks a span, and none without a day', () => {
    expect(spanFiguresOf('{30,NULL,9007199254740991,4,0,-5,NULL}')).toEqual({
      ...{ days: 30, firstSubscribers: null, lastSubscribers: 9_007_199_254_740_991 },
      ...{ joins: 4, leaves: 0, viewsGained: -5, posts: null },
    });
    expect(spanFiguresOf('{0,NULL,NULL,NULL,NULL,NULL,NULL}')).toBeNull();
  });
});
