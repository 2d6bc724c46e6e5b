import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `alert_events`: a rule that came true at a moment. The key makes finding it again harmless. */
@Entity('alert_events')
export class AlertEventEntity {
  @PrimaryColumn('bigint', { name: 'rule_id' })
  ruleId!: string;

  /** The moment of the figure, not of finding it. */
  @PrimaryColumn('timestamptz', { name: 'occurred_at' })
  occurredAt!: Date;

  @Column('bigint', { name: 'channel_id' })
  channelId!: string;

  @Column('float8', { nullable: true })
  figure!: number | null;

  @Column('float8', { nullable: true })
  expected!: number | null;

  /** When the person was told; null until then. */
  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt!: Date | null;
}
