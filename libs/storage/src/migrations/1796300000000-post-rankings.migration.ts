import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The posts of a channel's week by views gained. Only adds: `migrate` ranks all channels afterwards, and where a ranking is missing, days are added up.
 */
export class PostRankings1796300000000 implements MigrationInterface {
  readonly name = 'PostRankings1796300000000';

  async up(runner: QueryRunner): Promise<void> {
    // Whoever holds the table for long must not make everybody else wait behind this.
    await runner.query(`SET LOCAL lock_timeout = '5s'`);
    // A batch changes all rows of a page before the first of their old versions can go: each needs room for its next one, or its indexes have to follow.
    await runner.query('ALTER TABLE post_daily SET (fillfactor = 50)');
    await runner.query(`CREATE TABLE post_rankings (
      channel_id bigint PRIMARY KEY,
      day date NOT NULL,
      message_ids integer[] NOT NULL,
      gains integer[] NOT NULL,
      CHECK (cardinality(message_ids) = cardinality(gains))
    ) WITH (fillfactor = 50)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE post_rankings');
    await runner.query('ALTER TABLE post_daily SET (fillfactor = 70)');
  }
}
