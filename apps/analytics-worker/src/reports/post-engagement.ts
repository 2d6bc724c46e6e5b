import type { PostEngagement } from '@analyticbot/analytics';
import type { PostReport } from '@analyticbot/storage';

/** A stored post as figures see it: storage gives an album as one post already, and leaves deleted ones out. */
export function engagementOf(post: PostReport): PostEngagement {
  return {
    messageId: post.messageId,
    albumId: null,
    postedAt: post.postedAt,
    views: post.views,
    viewsAt: post.viewsAt,
    deleted: false,
    forwards: post.forwards,
    reactions: post.reactions,
    comments: post.replies,
  };
}
