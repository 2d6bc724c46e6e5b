import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `channel_administrators`: who may see a channel's figures, as Telegram said at `refreshedAt`. */
@Entity('channel_administrators')
export class ChannelAdministratorEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('bigint', { name: 'user_id' })
  userId!: string;

  @Column('text')
  status!: 'creator' | 'administrator';

  @Column('jsonb')
  rights!: string[];

  @Column('timestamptz', { name: 'refreshed_at' })
  refreshedAt!: Date;
}
