import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `membership_events`, by month of `at`: somebody joined or left. The member is a keyed hash. */
@Entity('membership_events')
export class MembershipEventEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('timestamptz')
  at!: Date;

  @PrimaryColumn('bigint', { name: 'update_id' })
  updateId!: string;

  @Column('text')
  kind!: 'join' | 'leave';

  @Column('bytea', { name: 'member_hash' })
  memberHash!: Buffer;

  @Column('text', { name: 'invite_link', nullable: true })
  inviteLink!: string | null;

  @Column('text', { nullable: true })
  via!: string | null;
}
