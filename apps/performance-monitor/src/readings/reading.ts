import type { RedisCacheReport, RedisCacheState } from '@analyticbot/caching';
import type {
  DatabaseOverview,
  DuplicateIndex,
  LongestTransaction,
  StatementCost,
  UnusedIndex,
} from '@analyticbot/pooling';
import type {
  CacheSection,
  HttpSection,
  LimiterSection,
  PoolSection,
  QueuesSection,
  RuntimeSection,
} from './sections.schema.js';

/** A part that was read, or why it could not be: the monitor invents nothing. */
export type Reading<T> = { available: true; value: T } | { available: false; because: string };

/** One replica as its last heartbeat described it. A section it does not send is undefined. */
export interface ReplicaReading {
  readonly service: string;
  readonly replicaId: string;
  readonly version: string;
  readonly startedAt: string;
  readonly heartbeatAt: string;
  readonly runtime: RuntimeSection | undefined;
  readonly http: HttpSection | undefined;
  readonly pool: PoolSection | undefined;
  readonly cache: CacheSection | undefined;
  readonly queues: QueuesSection | undefined;
  readonly limiter: LimiterSection | undefined;
}

/** Postgres as it sees itself. */
export interface DatabaseReading {
  readonly overview: DatabaseOverview;
  readonly longestTransaction: LongestTransaction | null;
  /** Normalised, by total time; the same by mean and by calls below. */
  readonly topStatements: Reading<StatementCost[]>;
  readonly slowestStatements: Reading<StatementCost[]>;
  readonly commonestStatements: Reading<StatementCost[]>;
  readonly unusedIndexes: readonly UnusedIndex[];
  readonly duplicateIndexes: readonly DuplicateIndex[];
}

/** Everything the monitor knows at one moment. */
export interface SuiteReading {
  readonly at: string;
  readonly replicas: Reading<ReplicaReading[]>;
  readonly database: Reading<DatabaseReading>;
  readonly workRedis: Reading<RedisCacheReport>;
  /** With a sample, some seconds old, of which groups take its memory. */
  readonly cacheRedis: Reading<RedisCacheState>;
}
