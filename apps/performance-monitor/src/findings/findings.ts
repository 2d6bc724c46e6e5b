import type { SuiteReading } from '../readings/reading.js';
import type { Finding, FindingRule, Severity } from './finding.js';
import { brokenCacheValues, cacheMemory, poorCache, ttlAdvice } from './cache.rules.js';
import { leakedConnections, superfluousIndexes } from './database.rules.js';
import { missingService, queueTrouble, rateLimited, slowEventLoop } from './service.rules.js';
import { crowdedPool, longTransaction, redisTrouble, slowStatements, unreachable } from './storage.rules.js';

const rules: readonly FindingRule[] = [
  unreachable,
  missingService,
  queueTrouble,
  redisTrouble,
  crowdedPool,
  leakedConnections,
  longTransaction,
  slowStatements,
  superfluousIndexes,
  slowEventLoop,
  poorCache,
  cacheMemory,
  rateLimited,
  brokenCacheValues,
  ttlAdvice,
];

const order: Record<Severity, number> = { critical: 0, warning: 1, info: 2 };

/** Every problem that a reading shows, the worst first. */
export function findingsOf(reading: SuiteReading): Finding[] {
  return rules.flatMap((rule) => rule(reading)).sort((a, b) => order[a.severity] - order[b.severity]);
}
