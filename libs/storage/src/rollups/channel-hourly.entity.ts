import { Entity, PrimaryColumn } from 'typeorm';
import { ChannelPeriod } from './channel-period.js';

/** Table `channel_hourly`: a channel's hour, kept in the same transaction as what it sums up. A day's hours add up to its day. */
@Entity('channel_hourly')
export class ChannelHourlyEntity extends ChannelPeriod {
  /** Its first moment. */
  @PrimaryColumn('timestamptz')
  hour!: Date;
}
