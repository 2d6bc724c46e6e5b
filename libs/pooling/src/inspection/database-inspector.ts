import { explainGeneric } from '../advisor/plan/explain.js';
import { Database } from '../database/database.js';
import type { ManagedPool } from '../pool/managed-pool.js';
import { describeCause } from '../pool/pool.errors.js';
import { inspectionQueries } from './inspection-queries.js';
import type {
  Answer,
  ConnectionGroup,
  DatabaseOverview,
  DuplicateIndex,
  ExplainedStatement,
  LongestTransaction,
  StatementCost,
  StatementOrder,
  UnusedIndex,
} from './inspection.types.js';

/** Reads what PostgreSQL knows about itself. Every method is one cheap read-only query and throws the driver's errors. */
export class DatabaseInspector {
  private readonly database: Database;

  /** Takes a pool of `createPool`, so that it works without Nest and TypeORM. */
  constructor(pool: ManagedPool) {
    this.database = new Database(pool);
  }

  /** The server and the current database as a whole. */
  async overview(): Promise<DatabaseOverview> {
    type Row = Omit<DatabaseOverview, 'transactions'> & { committed: number; rolledBack: number };
    const [row] = await this.database.query<Row>(inspectionQueries.overview);
    if (!row) throw new Error('PostgreSQL has no statistics of the current database.');
    const { committed, rolledBack, ...rest } = row;
    return { ...rest, transactions: { committed, rolledBack } };
  }

  /** Who is connected to the current database, by application and state, largest group first. */
  connections(): Promise<ConnectionGroup[]> {
    return this.database.query<ConnectionGroup>(inspectionQueries.connections);
  }

  /** The transaction that is open the longest, this one left out; null when there is none. */
  async longestTransaction(): Promise<LongestTransaction | null> {
    const [row] = await this.database.query<LongestTransaction>(inspectionQueries.longestTransaction);
    return row ?? null;
  }

  /** The costliest statements from `pg_stat_statements` where it is installed and readable, by total time, mean or calls. */
  async topStatements(limit = 10, order: StatementOrder = 'totalMs'): Promise<Answer<StatementCost[]>> {
    return this.ofStatements((schema) =>
      this.database.query<StatementCost>(inspectionQueries.topStatements(schema, order), [limit]),
    );
  }

  /** The plan of one of those statements, found by its id. The statement is not run. */
  async explainStatement(id: string): Promise<Answer<ExplainedStatement>> {
    const found = await this.ofStatements((schema) =>
      this.database.query<{ text: string | null }>(inspectionQueries.statementText(schema), [id]),
    );
    if (!found.available) return found;
    const text = found.value[0]?.text;
    if (!text) return { available: false, because: 'the server knows no statement of this id' };
    try {
      const plan = await this.database.transaction((transaction) => explainGeneric(transaction, text));
      return { available: true, value: { text, plan } };
    } catch (error) {
      return { available: false, because: describeCause(error) };
    }
  }

  /** Indexes without a single use since the counters began, largest first. */
  unusedIndexes(limit = 50): Promise<UnusedIndex[]> {
    return this.database.query<UnusedIndex>(inspectionQueries.unusedIndexes, [limit]);
  }

  /** Indexes that another one makes superfluous, largest first. Unique ones are left out: they guard. */
  duplicateIndexes(limit = 50): Promise<DuplicateIndex[]> {
    return this.database.query<DuplicateIndex>(inspectionQueries.duplicateIndexes, [limit]);
  }

  /** Looks something up in `pg_stat_statements`, or says why it can't. */
  private async ofStatements<T>(read: (schema: string) => Promise<T>): Promise<Answer<T>> {
    const [extension] = await this.database.query<{ schema: string }>(inspectionQueries.statementsSchema);
    if (!extension) {
      return {
        available: false,
        because:
          'the extension pg_stat_statements is not installed: add it to shared_preload_libraries, restart, and run CREATE EXTENSION pg_stat_statements',
      };
    }
    try {
      return { available: true, value: await read(extension.schema) };
    } catch (error) {
      return { available: false, because: `pg_stat_statements can't be read: ${describeCause(error)}` };
    }
  }
}
