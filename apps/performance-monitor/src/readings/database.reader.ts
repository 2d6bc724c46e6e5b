import type { DatabaseInspector } from '@analyticbot/pooling';
import type { DatabaseReading } from './reading.js';

const statementsShown = 10;

/** What Postgres tells of itself, with the statements that cost the most. */
export async function readDatabase(inspector: DatabaseInspector): Promise<DatabaseReading> {
  const [overview, longestTransaction, topStatements, unusedIndexes] = await Promise.all([
    inspector.overview(),
    inspector.longestTransaction(),
    inspector.topStatements(statementsShown),
    inspector.unusedIndexes(),
  ]);
  return { overview, longestTransaction, topStatements, unusedIndexes };
}
