import { Column, PrimaryColumn } from 'typeorm';

/** What an hour and a day of a channel hold alike. */
export abstract class ChannelPeriod {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

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
