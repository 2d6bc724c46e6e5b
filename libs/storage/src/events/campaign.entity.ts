import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Table `campaigns`: an invite link with a cost, so that joins by it have a price. */
@Entity('campaigns')
export class CampaignEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('bigint', { name: 'channel_id' })
  channelId!: string;

  @Column('text')
  link!: string;

  @Column('text')
  name!: string;

  /** A decimal string; null together with `currency` while no cost is known. */
  @Column('numeric', { precision: 14, scale: 2, nullable: true })
  cost!: string | null;

  /** ISO 4217. */
  @Column('text', { nullable: true })
  currency!: string | null;

  @Column('timestamptz', { name: 'starts_at', nullable: true })
  startsAt!: Date | null;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  @Column('bigint', { name: 'created_by', nullable: true })
  createdBy!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
