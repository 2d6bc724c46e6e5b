import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Table `link_hourly`: joins by an invite link in an hour, and how many of those who joined had left a day, a week and thirty days later. Made when
 * the raw rows of the hour are retired, and only then: younger hours are read from `membership_events`.
 */
@Entity('link_hourly')
export class LinkHourlyEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  /** Its first moment. */
  @PrimaryColumn('timestamptz')
  hour!: Date;

  /** Empty for those who joined by none, a row a day: with them, a day's joins add up to those of `channel_daily`. */
  @PrimaryColumn('text')
  link!: string;

  @Column('int')
  joins!: number;

  @Column('int', { name: 'left_1d' })
  left1d!: number;

  @Column('int', { name: 'left_7d' })
  left7d!: number;

  @Column('int', { name: 'left_30d' })
  left30d!: number;
}
