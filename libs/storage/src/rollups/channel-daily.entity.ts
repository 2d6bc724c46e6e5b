import { Entity, PrimaryColumn } from 'typeorm';
import { ChannelPeriod } from './channel-period.js';

/** Table `channel_daily`: a channel's day in UTC, kept in the same transaction as what it sums up. */
@Entity('channel_daily')
export class ChannelDailyEntity extends ChannelPeriod {
  @PrimaryColumn('date')
  day!: string;
}
