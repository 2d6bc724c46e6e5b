import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `telegram_sessions`: logins of the bot over MTProto, sealed by whoever stores them. */
@Entity('telegram_sessions')
export class TelegramSessionEntity {
  @PrimaryColumn('text')
  name!: string;

  @Column('bytea')
  sealed!: Buffer;

  @Column('text', { name: 'leased_by', nullable: true })
  leasedBy!: string | null;

  @Column('timestamptz', { name: 'leased_until' })
  leasedUntil!: Date;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt!: Date;
}
