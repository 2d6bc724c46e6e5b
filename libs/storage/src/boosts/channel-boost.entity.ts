import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `channel_boosts`: a boost as its updates told of it. Who gave it is not kept. */
@Entity('channel_boosts')
export class ChannelBoostEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('text', { name: 'boost_id' })
  boostId!: string;

  /** `premium`, `gift_code`, `giveaway`, or what Telegram adds later. */
  @Column('text')
  source!: string;

  /** Null while only its removal is known. */
  @Column('timestamptz', { name: 'added_at', nullable: true })
  addedAt!: Date | null;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'removed_at', nullable: true })
  removedAt!: Date | null;
}
