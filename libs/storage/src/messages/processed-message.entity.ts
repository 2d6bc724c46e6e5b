import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `processed_messages`: ids of messages whose effect is stored, for consumers whose rows have no natural key. */
@Entity('processed_messages')
export class ProcessedMessageEntity {
  /** Who dealt with it: one message may have several consumers. */
  @PrimaryColumn('text')
  consumer!: string;

  @PrimaryColumn('text', { name: 'message_id' })
  messageId!: string;

  @Column('timestamptz', { name: 'processed_at', default: () => 'now()' })
  processedAt!: Date;
}
