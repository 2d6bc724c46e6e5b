import type { MigrationInterface, QueryRunner } from 'typeorm';
import { hourlyRollupsDown, hourlyRollupsUp } from './hourly-rollups.sql.js';

/** Hours of channels, a post's latest figures in its last day's row, and what raw rows are kept for. Only adds; `migrate` fills it in slices. */
export class HourlyRollups1796000000000 implements MigrationInterface {
  readonly name = 'HourlyRollups1796000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of hourlyRollupsUp) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of hourlyRollupsDown) await runner.query(statement);
  }
}
