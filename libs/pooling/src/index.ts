export { PoolingModule, nestPoolLog } from './nest/pooling.module.js';
export type { PoolingOptions } from './nest/pooling.options.js';
export { createDataSource, type DataSourceParts } from './nest/data-source.js';

export { createPool, ManagedPool } from './pool/managed-pool.js';
export type { PoolLog, PoolOptions } from './pool/pool-options.js';
export type { PoolStats } from './pool/pool-stats.js';
export { databaseHost, waitForDatabase } from './pool/wait-for-database.js';
export {
  DatabaseDownError,
  DatabaseUnavailableError,
  PoolClosedError,
  PoolExhaustedError,
  PoolOverloadedError,
} from './pool/pool.errors.js';

export { Database, type Reads, type TransactionOptions } from './database/database.js';
export type { Queryable, Statement } from './database/connection.js';
export { DatabaseSilentError, SessionNeededError, TransactionIdleError } from './database/database.errors.js';
export { StatementNameError } from './prepared/prepared.errors.js';
export { checkPreparedThroughProxy } from './prepared/proxy-support.js';
export { defaultLaneLimits, type Lane, type LaneLimits } from './lanes/lanes.js';
export type { Holder } from './holders/holders.js';
export { HealthLane, type DatabaseHealth, type HealthLaneOptions } from './database/health-lane.js';
export { isConnectionLoss, isRowError, isTransientError, sqlState } from './database/transient-errors.js';

export { BatchWriter } from './batching/batch-writer.js';
export type { BatchWriterOptions, BatchWriterStats } from './batching/batch-options.js';
export {
  BatchClosedError,
  BatchFailedError,
  BatchFullError,
  BatchRowError,
} from './batching/batch.errors.js';
export { copyUpsert } from './batching/copy-upsert.js';
export { loadById, type ByIdLookup, type ByIdOptions } from './reading/by-id-loader.js';
export {
  arrayParameters,
  toColumns,
  unnestSource,
  unnestUpsert,
  unnestUpsertText,
  type BatchColumn,
  type BuiltStatement,
  type UpsertSpec,
} from './batching/unnest-upsert.js';

export { arrayParameter } from './parameters/array-parameter.js';

export {
  ConnectionBudget,
  readServerCapacity,
  type ConnectionBudgetResult,
  type ServerCapacity,
  type ServiceShare,
} from './capacity/connection-budget.js';

export { BudgetExceededError, type StartBudget } from './capacity/check-at-start.js';
export { openReadReplicas, ReadReplicas, type ReadReplicasOptions } from './replicas/read-replicas.js';

export { PerformanceIndexes } from './indexes/performance-indexes.js';
export type { IndexDeclaration, IndexOutcome } from './indexes/index-declaration.js';

export { DatabaseInspector } from './inspection/database-inspector.js';
export { enableStatementStatistics, type StatementStatistics } from './inspection/statement-statistics.js';
export type {
  Answer,
  ConnectionGroup,
  DatabaseOverview,
  DuplicateIndex,
  ExplainedStatement,
  LongestTransaction,
  StatementCost,
  StatementOrder,
  UnusedIndex,
} from './inspection/inspection.types.js';

export { advise, type AdviseOptions } from './advisor/index-advisor.js';
export { applyProposal } from './advisor/apply-proposal.js';
export { describeAdvice } from './advisor/describe-advice.js';
export { NotExplainableError, type PlanNode } from './advisor/plan/explain.js';
export type {
  Advice,
  Applied,
  IndexCandidate,
  Proposal,
  Trial,
  TrialMethod,
  WriteOverhead,
} from './advisor/advice.types.js';
