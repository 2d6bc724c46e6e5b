import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['post_snapshots', 'channel_snapshots'] as const;

/**
 * Why a figure's source was picked. Only adds: replicas of before leave it empty. The rule is not checked against the rows that
 * are there, all empty, so that no table is read while it is locked.
 */
export class SourceReasons1795700000000 implements MigrationInterface {
  readonly name = 'SourceReasons1795700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN source_reason text`);
      await runner.query(`ALTER TABLE ${table} ADD CONSTRAINT ${table}_source_reason_check
        CHECK (char_length(source_reason) BETWEEN 1 AND 100) NOT VALID`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`ALTER TABLE ${table} DROP COLUMN source_reason`);
  }
}
