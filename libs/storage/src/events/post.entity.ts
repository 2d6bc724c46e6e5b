import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `posts`: a post's content and its latest figures, each figure with its own time. */
@Entity('posts')
export class PostEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('int', { name: 'message_id' })
  messageId!: number;

  @Column('timestamptz', { name: 'posted_at' })
  postedAt!: Date;

  @Column('timestamptz', { name: 'edited_at', nullable: true })
  editedAt!: Date | null;

  /** Null while only figures of it are known. */
  @Column('text', { nullable: true })
  kind!: string | null;

  @Column('text', { name: 'media_group_id', nullable: true })
  mediaGroupId!: string | null;

  @Column('text', { nullable: true })
  excerpt!: string | null;

  /** The version stored: its time, and the update that brought it. */
  @Column('timestamptz', { name: 'content_at', nullable: true })
  contentAt!: Date | null;

  @Column('bigint', { name: 'content_update_id' })
  contentUpdateId!: string;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @Column('int', { nullable: true })
  views!: number | null;

  @Column('int', { name: 'views_low', nullable: true })
  viewsLow!: number | null;

  @Column('int', { name: 'views_high', nullable: true })
  viewsHigh!: number | null;

  @Column('text', { name: 'views_shown', nullable: true })
  viewsShown!: string | null;

  @Column('text', { name: 'views_source', nullable: true })
  viewsSource!: string | null;

  @Column('timestamptz', { name: 'views_at', nullable: true })
  viewsAt!: Date | null;

  @Column('int', { nullable: true })
  forwards!: number | null;

  @Column('timestamptz', { name: 'forwards_at', nullable: true })
  forwardsAt!: Date | null;

  @Column('int', { nullable: true })
  replies!: number | null;

  @Column('timestamptz', { name: 'replies_at', nullable: true })
  repliesAt!: Date | null;
}
