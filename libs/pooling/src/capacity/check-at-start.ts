import { Database } from '../database/database.js';
import type { ManagedPool } from '../pool/managed-pool.js';
import { ConnectionBudget, type ServiceShare } from './connection-budget.js';

/** What to hold against the server when a service starts. */
export interface StartBudget {
  /** Everybody's share. @default this pool, its health lane, and one more replica during a rollout */
  readonly shares?: readonly ServiceShare[] | undefined;
  /** What to do when they don't fit. @default 'warn' */
  readonly whenExceeded?: 'warn' | 'refuse' | undefined;
}

/** The services at their largest don't fit into the server, and the configuration says to refuse then. */
export class BudgetExceededError extends Error {
  readonly code = 'E_CONNECTION_BUDGET';
  constructor(message: string) {
    super(message);
    this.name = 'BudgetExceededError';
  }
}

/**
 * Holds the budget against the server's real `max_connections`. Behind a transaction-pooling proxy there is nothing to check here: the
 * proxy's own limits say how many connections reach the server.
 * @throws BudgetExceededError when it doesn't fit and `whenExceeded` is `refuse`
 */
export async function checkBudgetAtStart(pool: ManagedPool, budget: StartBudget): Promise<void> {
  const { mode, poolMax, applicationName, log } = pool.settings;
  if (mode === 'transaction') return;
  const own = { service: applicationName, poolMax: poolMax + 1, maxReplicas: 1, surge: 1 };
  const result = await new ConnectionBudget(budget.shares ?? [own]).checkBudget(new Database(pool));
  if (result.fits) return log.info(result.message);
  if (budget.whenExceeded === 'refuse') throw new BudgetExceededError(result.message);
  log.warn(result.message);
}
