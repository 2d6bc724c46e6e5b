import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `channels`. Ids are decimal strings; figures about collection belong to the worker's scheduling. */
@Entity('channels')
export class ChannelEntity {
  @PrimaryColumn('bigint')
  id!: string;

  @Column('text', { nullable: true })
  username!: string | null;

  @Column('text')
  title!: string;

  @Column('text')
  kind!: 'channel' | 'supergroup';

  @Column('timestamptz', { name: 'profile_at', nullable: true })
  profileAt!: Date | null;

  @Column('text')
  status!: 'active' | 'lost';

  @Column('text', { name: 'lost_reason', nullable: true })
  lostReason!: string | null;

  @Column('timestamptz', { name: 'status_at', nullable: true })
  statusAt!: Date | null;

  /** Keyed hash of the user who added it. */
  @Column('bytea', { name: 'added_by', nullable: true })
  addedBy!: Buffer | null;

  @Column('timestamptz', { name: 'bot_admin_since', nullable: true })
  botAdminSince!: Date | null;

  @Column('timestamptz', { name: 'registered_at', nullable: true })
  registeredAt!: Date | null;

  @Column('timestamptz', { name: 'administrators_at', nullable: true })
  administratorsAt!: Date | null;

  @Column('timestamptz', { name: 'next_collect_at', nullable: true })
  nextCollectAt!: Date | null;

  @Column('timestamptz', { name: 'first_collected_at', nullable: true })
  firstCollectedAt!: Date | null;

  @Column('timestamptz', { name: 'last_collected_at', nullable: true })
  lastCollectedAt!: Date | null;

  @Column('int')
  failures!: number;

  @Column('timestamptz', { name: 'last_failure_at', nullable: true })
  lastFailureAt!: Date | null;

  @Column('text', { name: 'last_error_code', nullable: true })
  lastErrorCode!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
