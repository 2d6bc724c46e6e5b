import type { Database } from '@analyticbot/pooling';

export const channels = 200;

/** One channel's last thirty days: what a report asks of a daily rollup. */
export const question = (index: number) => ({
  name: 'days',
  text: 'SELECT count(*)::int AS days, sum(views)::float8 AS views FROM daily WHERE channel_id = $1 AND day >= $2',
  values: [(index * 7919) % channels, '2026-02-15'],
});

/** Two hundred channels with ninety days each. */
export async function seed(database: Database): Promise<void> {
  await database.query(
    'CREATE TABLE daily (channel_id int, day date, views bigint NOT NULL, PRIMARY KEY (channel_id, day))',
  );
  await database.query(
    `INSERT INTO daily SELECT c, date '2026-01-01' + d, (c * 31 + d * 17) % 1000
     FROM generate_series(0, $1::int - 1) c, generate_series(0, 89) d`,
    [channels],
  );
  await database.query('ANALYZE daily');
}
