import type { MigrationInterface, QueryRunner } from 'typeorm';
import { peopleAndRulesDown, peopleAndRulesUp } from './people-and-rules.sql.js';

/** People, campaigns, alerts, digests, and the ids of messages that were dealt with. Only adds tables. */
export class PeopleAndRules1795597260000 implements MigrationInterface {
  readonly name = 'PeopleAndRules1795597260000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of peopleAndRulesUp) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of peopleAndRulesDown) await runner.query(statement);
  }
}
