import type { IndexDeclaration } from '@analyticbot/pooling';

export const reportIndexes: readonly IndexDeclaration[] = [
  {
    name: 'posts_by_time',
    table: 'posts',
    definition: '(channel_id, posted_at)',
    reason:
      'ReportsRepository.posts and topPosts read the posts of a window; rollups count the posts of a day',
  },
  {
    name: 'channel_daily_figures',
    table: 'channel_daily',
    // A channel's days lie on as many pages of the table as there are days, and on one or two of this index. Its rows change once a batch.
    definition:
      '(channel_id, day) INCLUDE (first_subscribers, last_subscribers, joins, leaves, views_gained, posts)',
    reason: 'ReportsRepository.series and growth read what charts show of a span of days',
  },
  {
    name: 'post_daily_by_day',
    table: 'post_daily',
    // Without the gains: they change with every reading, and an index that holds them would have to follow.
    definition: '(channel_id, day)',
    reason:
      "rankPosts and ReportsRepository.topGaining add up what posts gained in a span of days; stores look for a channel's newest day",
  },
];
