import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Boosts of channels as Telegram reports them. Only adds a table. */
export class ChannelBoosts1795800000000 implements MigrationInterface {
  readonly name = 'ChannelBoosts1795800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE channel_boosts (
      channel_id bigint NOT NULL,
      boost_id text NOT NULL,
      source text NOT NULL,
      added_at timestamptz,
      expires_at timestamptz,
      removed_at timestamptz,
      PRIMARY KEY (channel_id, boost_id),
      CHECK (added_at IS NOT NULL OR removed_at IS NOT NULL),
      CHECK ((added_at IS NULL) = (expires_at IS NULL))
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE channel_boosts');
  }
}
