import type { MigrationInterface, QueryRunner } from 'typeorm';
import { firstSchemaDown, firstSchemaUp } from './first-schema.sql.js';

/** Channels, posts, their figures over time, and the daily rollups. */
export class FirstSchema1763900000000 implements MigrationInterface {
  readonly name = 'FirstSchema1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of firstSchemaUp) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of firstSchemaDown) await runner.query(statement);
  }
}
