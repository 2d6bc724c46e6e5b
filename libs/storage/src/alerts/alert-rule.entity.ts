import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Table `alert_rules`: what a person wants to be told about a channel. One rule a kind, channel and person. */
@Entity('alert_rules')
export class AlertRuleEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('bigint', { name: 'channel_id' })
  channelId!: string;

  @Column('bigint', { name: 'user_id' })
  userId!: string;

  /** A stable name of the rule, such as `subscribers-drop`. */
  @Column('text')
  kind!: string;

  /** In the unit of its kind; null where the kind needs none. */
  @Column('float8', { nullable: true })
  threshold!: number | null;

  @Column('int', { name: 'window_seconds', nullable: true })
  windowSeconds!: number | null;

  @Column('boolean', { default: true })
  enabled!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
