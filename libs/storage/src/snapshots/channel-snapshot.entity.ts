import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `channel_snapshots`, by month of `takenAt`: a channel's subscribers as they were counted. */
@Entity('channel_snapshots')
export class ChannelSnapshotEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('timestamptz', { name: 'taken_at' })
  takenAt!: Date;

  @PrimaryColumn('text')
  source!: string;

  @Column('text', { name: 'source_reason', nullable: true })
  sourceReason!: string | null;

  @Column('int')
  subscribers!: number;
}
