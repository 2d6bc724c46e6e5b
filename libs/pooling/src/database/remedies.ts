import type { Lane, LaneLimits } from '../lanes/lanes.js';
import { sqlState } from './transient-errors.js';

const remedies: Readonly<Record<string, string>> = {
  '53100':
    'The disk of the database server is full: free space or enlarge it; nothing of this transaction was stored.',
  '53200': 'The database server is out of memory: lower work_mem or the number of connections.',
  '53300': 'The database server has no free connection: see the connection budget of the pooling library.',
  '53400':
    'A limit in the configuration of the database server was hit: see the message and raise it, or ask for less at once.',
  '25006':
    'The connection is read-only: it leads to a read replica or a server that was demoted. Check the database URL.',
};

/**
 * Adds to a driver's error what to do about it: as `hint`, which is PostgreSQL's own field for it, and at the end of its
 * message. Code and class stay. Gives the same error back.
 */
export function withRemedy(error: unknown, lane: Lane, limits: LaneLimits): unknown {
  if (!(error instanceof Error) || 'remedied' in error) return error;
  const remedy = remedyFor(error, lane, limits);
  if (remedy === undefined) return error;
  error.message = `${error.message}. ${remedy}`;
  return Object.assign(error, { hint: remedy, remedied: true });
}

function remedyFor(error: Error, lane: Lane, limits: LaneLimits): string | undefined {
  const state = sqlState(error) ?? '';
  if (state === '57014' && error.message.includes('statement timeout')) {
    const other = lane === 'interactive' ? ', or run it in the batch lane' : '';
    return `It ran longer than the ${limits.statementTimeoutMs} ms of the ${lane} lane: make it cheaper (look at its plan)${other}.`;
  }
  return remedies[state];
}
