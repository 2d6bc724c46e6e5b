import type { DatabaseInspector } from '@analyticbot/pooling';
import type { DatabaseReading } from './reading.js';

const statementsShown = 10;

/** What Postgres tells of itself, with the statements that cost the most. */
export async function readDatabase(inspector: DatabaseInspector): Promise<DatabaseReading> {
  const [overview, longestTransaction, unusedIndexes, duplicateIndexes] = await Promise.all([
    inspector.overview(),
    inspector.longestTransaction(),
    inspector.unusedIndexes(),
    inspector.duplicateIndexes(),
  ]);
  const [topStatements, slowestStatements, commonestStatements] = await Promise.all([
    inspector.topStatements(statementsShown),
    inspector.topStatements(statementsShown, 'meanMs'),
    inspector.topStatements(statementsShown, 'calls'),
  ]);
  return {
    ...{ overview, longestTransaction, unusedIndexes, duplicateIndexes },
    ...{ topStatements, slowestStatements, commonestStatements },
  };
}
