import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a post's latest reading added, beside what the day did: so that a statement that changes the row can tell it. Only adds. */
export class LatestGain1796100000000 implements MigrationInterface {
  readonly name = 'LatestGain1796100000000';

  async up(runner: QueryRunner): Promise<void> {
    // Whoever holds the table for long must not make everybody else wait behind this.
    await runner.query(`SET LOCAL lock_timeout = '5s'`);
    await runner.query('ALTER TABLE post_daily ADD COLUMN last_gained int');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE post_daily DROP COLUMN last_gained');
  }
}
