export { settlesBefore } from './settles-before.js';
export { eventually, type EventuallyOptions } from './eventually.js';
export { SourceProcess } from './source-process.js';
export { TcpFaultProxy } from './tcp-fault-proxy.js';
export { startTestPostgres, type TestPostgres, type TestPostgresOptions } from './test-postgres.js';
export { startTestRedis, type TestRedis, type TestRedisOptions } from './test-redis.js';
export { startTestPgBouncer } from './test-pgbouncer.js';
export { startTestReplica, type TestReplica } from './test-replica.js';
