import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `channel_daily`: a channel's day in UTC, kept in the same transaction as what it sums up. */
@Entity('channel_daily')
export class ChannelDailyEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('date')
  day!: string;

  @Column('int', { name: 'first_subscribers', nullable: true })
  firstSubscribers!: number | null;

  @Column('timestamptz', { name: 'first_at', nullable: true })
  firstAt!: Date | null;

  @Column('int', { name: 'last_subscribers', nullable: true })
  lastSubscribers!: number | null;

  @Column('timestamptz', { name: 'last_at', nullable: true })
  lastAt!: Date | null;

  @Column('int', { name: 'min_subscribers', nullable: true })
  minSubscribers!: number | null;

  @Column('int', { name: 'max_subscribers', nullable: true })
  maxSubscribers!: number | null;

  @Column('int')
  samples!: number;

  @Column('int')
  joins!: number;

  @Column('int')
  leaves!: number;

  @Column('bigint', { name: 'views_gained', nullable: true })
  viewsGained!: string | null;

  @Column('int', { nullable: true })
  posts!: number | null;
}
