import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Table `post_rankings`: a channel's posts by the views they gained in its last seven days, the most first. At most `rankedPosts` of them; of two that
 * gained the same, the later one is first. Deleted posts and each item of an album are among them.
 */
@Entity('post_rankings')
export class PostRankingEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  /** The last of the days (UTC): the newest that any of the channel's posts was read on. */
  @Column('date')
  day!: string;

  @Column('int', { name: 'message_ids', array: true })
  messageIds!: number[];

  /** What each of them gained. */
  @Column('int', { array: true })
  gains!: number[];
}
