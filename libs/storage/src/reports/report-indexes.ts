import type { IndexDeclaration } from '@analyticbot/pooling';

export const reportIndexes: readonly IndexDeclaration[] = [
  {
    name: 'posts_by_time',
    table: 'posts',
    definition: '(channel_id, posted_at)',
    reason:
      'ReportsRepository.posts and topPosts read the posts of a window; rollups count the posts of a day',
  },
];
