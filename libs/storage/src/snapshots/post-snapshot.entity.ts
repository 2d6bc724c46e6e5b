import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `post_snapshots`, by month of `takenAt`: a post's figures as they were read. */
@Entity('post_snapshots')
export class PostSnapshotEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('int', { name: 'message_id' })
  messageId!: number;

  @PrimaryColumn('timestamptz', { name: 'taken_at' })
  takenAt!: Date;

  @PrimaryColumn('text')
  source!: string;

  @Column('text', { name: 'source_reason', nullable: true })
  sourceReason!: string | null;

  @Column('int', { nullable: true })
  views!: number | null;

  @Column('int', { name: 'views_low', nullable: true })
  viewsLow!: number | null;

  @Column('int', { name: 'views_high', nullable: true })
  viewsHigh!: number | null;

  @Column('text', { name: 'views_shown', nullable: true })
  viewsShown!: string | null;

  @Column('int', { nullable: true })
  forwards!: number | null;

  @Column('int', { nullable: true })
  replies!: number | null;
}
