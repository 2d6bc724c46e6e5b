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
    name: 'post_daily_by_day',
    table: 'post_daily',
    // Without the gains: they change with every reading, and an index that holds them would have to follow.
    definition: '(channel_id, day)',
    reason: 'ReportsRepository.topGaining adds up what posts gained in a span of days',
  },
];
