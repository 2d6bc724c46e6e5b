import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `digest_subscriptions`: who gets a channel's digest, and when next. Hours and days are of the person's time zone. */
@Entity('digest_subscriptions')
export class DigestSubscriptionEntity {
  @PrimaryColumn('bigint', { name: 'user_id' })
  userId!: string;

  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @Column('text')
  frequency!: 'daily' | 'weekly' | 'monthly';

  /** 0 to 23. */
  @Column('smallint', { name: 'at_hour' })
  atHour!: number;

  /** Weekly: 1 (Monday) to 7. Monthly: 1 to 31, the last day where a month is shorter. Daily: null. */
  @Column('smallint', { name: 'on_day', nullable: true })
  onDay!: number | null;

  @Column('timestamptz', { name: 'next_at' })
  nextAt!: Date;

  @Column('timestamptz', { name: 'last_sent_at', nullable: true })
  lastSentAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
