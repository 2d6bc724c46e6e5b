import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `invite_links`: a link as it was last seen. */
@Entity('invite_links')
export class InviteLinkEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('text')
  link!: string;

  @Column('text', { nullable: true })
  name!: string | null;

  /** Keyed hash of its creator. */
  @Column('bytea', { name: 'created_by', nullable: true })
  createdBy!: Buffer | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('int', { name: 'member_limit', nullable: true })
  memberLimit!: number | null;

  @Column('boolean', { name: 'is_revoked' })
  isRevoked!: boolean;

  @Column('timestamptz', { name: 'seen_at' })
  seenAt!: Date;
}
