import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Logins of the bot over MTProto, sealed, one a replica. */
export class TelegramSessions1795600000000 implements MigrationInterface {
  readonly name = 'TelegramSessions1795600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE telegram_sessions (
      name text PRIMARY KEY,
      sealed bytea NOT NULL,
      leased_by text,
      leased_until timestamptz NOT NULL,
      saved_at timestamptz NOT NULL
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE telegram_sessions');
  }
}
