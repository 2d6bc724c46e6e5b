import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What stays of joins by invite link when their raw rows are retired. Only adds. Joins that were retired before are lost: days whose joins it does
 * not add up to tell since when links are known.
 */
export class LinkHours1796200000000 implements MigrationInterface {
  readonly name = 'LinkHours1796200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE link_hourly (
      channel_id bigint NOT NULL,
      hour timestamptz NOT NULL,
      link text NOT NULL,
      joins integer NOT NULL,
      left_1d integer NOT NULL,
      left_7d integer NOT NULL,
      left_30d integer NOT NULL,
      PRIMARY KEY (channel_id, hour, link),
      CHECK (left_1d <= left_7d AND left_7d <= left_30d AND left_30d <= joins)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM retention_horizons WHERE table_name = 'link_hourly'`);
    await runner.query('DROP TABLE link_hourly');
  }
}
