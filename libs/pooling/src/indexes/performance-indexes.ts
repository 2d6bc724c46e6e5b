import type { Queryable } from '../database/connection.js';
import type { Database } from '../database/database.js';
import { describeCause } from '../pool/pool.errors.js';
import type { PoolLog } from '../pool/pool-options.js';
import { buildIndex } from './build-index.js';
import type { IndexDeclaration, IndexOutcome } from './index-declaration.js';

const lockKey = `hashtextextended('pooling.performance-indexes', 0)`;

/**
 * Creates declared indexes without blocking writers: CONCURRENTLY, one replica at a time, under a session advisory lock
 * in the maintenance lane (so around a transaction-pooling proxy). Invalid leftovers of a broken run are rebuilt.
 */
export class PerformanceIndexes {
  private running: Promise<IndexOutcome[]> | undefined;

  constructor(
    private readonly database: Database,
    private readonly declarations: readonly IndexDeclaration[],
    private readonly log: PoolLog,
  ) {}

  /** Starts the work and returns at once: starting up never waits for it. Failures are logged. */
  startInBackground(): void {
    this.ensure().catch((error: unknown) => {
      this.log.error(
        `Performance indexes could not be checked (${describeCause(error)}); queries work, more slowly.`,
      );
    });
  }

  /** Makes sure of every declared index; one outcome each. Concurrent calls share one run. */
  ensure(): Promise<IndexOutcome[]> {
    this.running ??= this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  /** Waits for a run that was started in the background, if any. */
  async settled(): Promise<void> {
    await this.running?.catch(() => undefined);
  }

  private run(): Promise<IndexOutcome[]> {
    // Building may take minutes on a large table; the interactive limits are meant for queries.
    return this.database.lane('maintenance').withConnection(async (connection) => {
      const [lock] = await connection.query<{ locked: boolean }>(
        `SELECT pg_try_advisory_lock(${lockKey}) AS locked`,
      );
      if (!lock?.locked) {
        return this.declarations.map(({ name }) => ({ name, outcome: 'busy' as const, durationMs: 0 }));
      }
      try {
        const outcomes: IndexOutcome[] = [];
        for (const declaration of this.declarations) outcomes.push(await this.one(connection, declaration));
        return outcomes;
      } finally {
        await connection.query(`SELECT pg_advisory_unlock(${lockKey})`);
      }
    });
  }

  private async one(connection: Queryable, declaration: IndexDeclaration): Promise<IndexOutcome> {
    const started = performance.now();
    const { name } = declaration;
    try {
      const outcome = await buildIndex(connection, declaration);
      const durationMs = performance.now() - started;
      if (outcome !== 'present') this.log.info(`Index ${name} ${outcome} in ${Math.round(durationMs)} ms.`);
      return { name, outcome, durationMs };
    } catch (error) {
      const because = describeCause(error);
      this.log.warn(`Index ${name} could not be built (${because}); it is tried again at the next start.`);
      return { name, outcome: 'failed', durationMs: performance.now() - started, because };
    }
  }
}
