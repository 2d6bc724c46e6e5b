import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Table `post_reactions`: all reactions of a post as one value. Telegram always sends the whole list; one row a post lets a
 * newer list replace an older one at once, so that an emoji taken back can't come back with a late update.
 */
@Entity('post_reactions')
export class PostReactionsEntity {
  @PrimaryColumn('bigint', { name: 'channel_id' })
  channelId!: string;

  @PrimaryColumn('int', { name: 'message_id' })
  messageId!: number;

  @Column('timestamptz')
  at!: Date;

  @Column('bigint', { name: 'update_id' })
  updateId!: string;

  @Column('int')
  total!: number;

  /** Count by emoji. */
  @Column('jsonb')
  counts!: Record<string, number>;
}
