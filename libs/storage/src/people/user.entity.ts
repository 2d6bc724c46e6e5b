import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Table `users`: a person who talks to the bot, with what is needed to answer in their language and time. No names. */
@Entity('users')
export class UserEntity {
  /** Telegram's id, a decimal string. */
  @PrimaryColumn('bigint')
  id!: string;

  /** IETF tag as Telegram gives it, such as `en` or `pt-br`. */
  @Column('text', { nullable: true })
  language!: string | null;

  /** IANA name. */
  @Column('text', { name: 'time_zone', default: 'UTC' })
  timeZone!: string;

  /** Since when Telegram refuses what the bot sends. */
  @Column('timestamptz', { name: 'blocked_at', nullable: true })
  blockedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'seen_at', nullable: true })
  seenAt!: Date | null;
}
