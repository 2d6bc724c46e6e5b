import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Table `post_daily`: a post's figures of a day (UTC) and what it gained that day. Its last row holds its latest figures; forwards and
 * replies are carried on from day to day, each with its own time.
 */
@Entity('post_daily')
export class PostDailyEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('int', { name: 'message_id' })
  messageId!: number;

  @PrimaryColumn('date')
  day!: string;

  @Column('int')
  views!: number;

  @Column('timestamptz', { name: 'views_at' })
  viewsAt!: Date;

  @Column('int', { name: 'first_views' })
  firstViews!: number;

  @Column('timestamptz', { name: 'first_at' })
  firstAt!: Date;

  @Column('int', { nullable: true })
  gained!: number | null;

  /** What the reading added that came last by the way of new readings; for the statement that stores it. */
  @Column('int', { name: 'last_gained', nullable: true })
  lastGained!: number | null;

  @Column('text', { name: 'views_source', nullable: true })
  viewsSource!: string | null;

  @Column('int', { name: 'views_low', nullable: true })
  viewsLow!: number | null;

  @Column('int', { name: 'views_high', nullable: true })
  viewsHigh!: number | null;

  @Column('text', { name: 'views_shown', nullable: true })
  viewsShown!: string | null;

  @Column('int', { nullable: true })
  forwards!: number | null;

  @Column('timestamptz', { name: 'forwards_at', nullable: true })
  forwardsAt!: Date | null;

  @Column('int', { nullable: true })
  replies!: number | null;

  @Column('timestamptz', { name: 'replies_at', nullable: true })
  repliesAt!: Date | null;
}
