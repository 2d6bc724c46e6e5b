import type { ResolvedGroup } from './cache-groups.js';
import type { ResolvedOptions } from './caching.options.js';
import { Circuit, withDeadline } from './layers/circuit.js';
import { L1Store } from './layers/l1-store.js';
import { L2Store } from './layers/l2-store.js';
import { RedisConnection } from './layers/redis-connection.js';
import type { CacheContext } from './loading/cache-context.js';
import { Recorder } from './stats/recorder.js';
import { Invalidations } from './tags/invalidations.js';
import { TagGenerations } from './tags/tag-generations.js';
import { TagTable } from './tags/tag-table.js';

/** Generations outlive the values loaded under them; one that is lost only costs a miss. */
const leastGenerationTtlMs = 7 * 24 * 3_600_000;
/** A tag often belongs to one value, and a value to a few tags. */
const tagsPerEntry = 4;

/** The parts of a cache, connected. */
export interface Wiring {
  readonly context: CacheContext;
  readonly invalidations: Invalidations;
  readonly connection: RedisConnection | undefined;
  readonly circuit: Circuit | undefined;
  close(): Promise<void>;
}

/** Makes the parts. `onKey`: another replica changed or dropped the key's value. */
export function wire(
  options: ResolvedOptions,
  groups: readonly ResolvedGroup[],
  onKey: (key: string) => void,
): Wiring {
  const { redisUrl, bus, now, random, lockMs, waitMs, replicaId } = options;
  const names = groups.map(({ name }) => name);
  const recorder = new Recorder(names, options.statsWindowMs, now);
  const shared = redisUrl === undefined ? undefined : connect(redisUrl, options, groups, recorder, makeUp);
  const { connection, circuit, l2 } = shared ?? {};
  const l1 = new L1Store(options.l1MaxEntries, options.l1MaxBytes);
  const table = new TagTable(options.l1MaxEntries * tagsPerEntry);
  const generations = new TagGenerations(table, l2, options);
  const invalidations = new Invalidations(table, l2, circuit, { replicaId, bus, now, onKey });

  function makeUp(): Promise<void> {
    return invalidations.makeUp();
  }

  return {
    context: { l1, l2, table, generations, recorder, lockMs, waitMs, now, random },
    invalidations,
    connection,
    circuit,
    async close() {
      invalidations.close();
      circuit?.stop();
      connection?.close();
      l1.clear();
    },
  };
}

function connect(
  url: string,
  options: ResolvedOptions,
  groups: readonly ResolvedGroup[],
  recorder: Recorder,
  makeUp: () => Promise<void>,
) {
  const connection = new RedisConnection(url);
  const circuit = new Circuit({
    timeoutMs: options.l2TimeoutMs,
    failuresToOpen: options.l2FailuresToOpen,
    probeMs: options.l2ProbeMs,
    probe: async () => {
      await withDeadline(options.l2TimeoutMs, () => connection.client.ping());
      await makeUp();
    },
    onDeadConnection: () => connection.renew(),
    onChange: (open) => recorder.circuit(open),
    onError: () => recorder.l2Failed(),
  });
  const longestLife = Math.max(0, ...groups.map(({ ttlMs, staleMs, graceMs }) => ttlMs + staleMs + graceMs));
  const generationTtlMs = Math.max(leastGenerationTtlMs, 2 * longestLife);
  const l2 = new L2Store(connection, circuit, `${options.namespace}:t:`, generationTtlMs, () =>
    recorder.foundUndecodable(),
  );
  return { connection, circuit, l2 };
}
