export { EmbeddedError, type EmbeddedErrorCode } from './embedded.errors.js';
export { freePort, isPortFree } from './ports.js';
export { commandOf } from './process/command-of.js';
export { startGuard, type Guard, type GuardedProcess } from './process/guard.js';
export { launch, type LaunchedProcess, type LaunchOptions, type ProcessExit } from './process/launch.js';
export { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres/postgres.js';
export {
  findRedisServer,
  REDIS_IMAGE,
  type FindRedisOptions,
  type RedisServer,
  type RedisSource,
} from './redis/find.js';
export { startRedis, type RedisOptions, type RunningRedis } from './redis/redis.js';
export { withFileLock } from './process/file-lock.js';
export { findPgBouncer, type PgBouncerProgram } from './pgbouncer/find.js';
export { startPgBouncer, type PgBouncerOptions, type RunningPgBouncer } from './pgbouncer/pgbouncer.js';
