import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `post_daily`: a post's first and last views of a day in UTC, and what it gained that day. */
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
}
