import type { ResolvedGroup } from './cache-groups.js';
import { InvalidOptionError } from './caching.errors.js';
import type { ResolvedOptions } from './caching.options.js';
import { KeyRing } from './encryption/key-ring.js';
import { Circuit, withDeadline } from './redis/circuit.js';
import { type KeyPart, keyUnder } from './keys/cache-key.js';
import { remembered } from './keys/remembered.js';
import { wireLayout } from './layers/entry.js';
import { L1Store } from './layers/l1-store.js';
import { L2Store } from './redis/l2-store.js';
import { RedisConnection } from './redis/connection/redis-connection.js';
import type { CacheContext, LiveGroup } from './loading/cache-context.js';
import { LoadGate } from './loading/load-gate.js';
import { HeapPressure, readHeap } from './memory/heap-pressure.js';
import { Recorder } from './stats/recorder.js';
import { scopeTag } from './tags/change-rules.js';
import { Invalidations } from './tags/invalidations.js';
import { TagGenerations } from './tags/tag-generations.js';
import { TagTable } from './tags/tag-table.js';
import { HotKeyStore } from './warming/hot-key-store.js';
import { HotKeys } from './warming/hot-keys.js';
import { Warmer } from './warming/warmer.js';

/** Generations outlive the values loaded under them; one that is lost only costs a miss. */
const leastGenerationTtlMs = 7 * 24 * 3_600_000;
/** A tag often belongs to one value, and a value to a few tags. */
const tagsPerEntry = 4;

/** The parts of a cache, connected. */
export interface Wiring {
  readonly context: CacheContext;
  readonly groups: ReadonlyMap<string, LiveGroup>;
  readonly invalidations: Invalidations;
  readonly warmer: Warmer;
  readonly connection: RedisConnection | undefined;
  readonly circuit: Circuit | undefined;
  close(): Promise<void>;
}

/** How the parts of a cache reach Redis; tests put a faulty one in its place. */
export type Connector = (url: string) => RedisConnection;

/** Makes the parts. `onKey`: another replica changed or dropped the key's value. */
export function wire(
  options: ResolvedOptions,
  groups: readonly ResolvedGroup[],
  onKey: (key: string) => void,
  connect: Connector = (url) => new RedisConnection(url),
): Wiring {
  const { redisUrl, bus, now, random, lockMs, waitMs, replicaId } = options;
  const l1 = new L1Store(options.l1MaxEntries, options.l1MaxBytes);
  const recorder = new Recorder(groups, l1, options.statsWindowMs, now);
  const live = liveGroups(options, groups, recorder, l1);
  const onCircuit = (open: boolean) => {
    recorder.circuit(open);
    for (const { gate } of live.values()) gate.sharedLayer(!open);
  };
  const shared =
    redisUrl === undefined
      ? undefined
      : share(connect(redisUrl), options, groups, recorder, {
          onCircuit,
          makeUp: (): Promise<void> => invalidations.makeUp(),
        });
  const { connection, circuit, l2, hotKeyStore } = shared ?? {};
  const table = new TagTable(options.l1MaxEntries * tagsPerEntry);
  const generations = new TagGenerations(table, l2, options);
  const invalidations = new Invalidations(table, l2, circuit, { replicaId, bus, now, onKey });
  const hotKeys = new HotKeys();
  const warmer = new Warmer(hotKeys, hotKeyStore);
  warmer.start(options.noteHotKeysMs);
  const pressure = new HeapPressure({
    maxBytes: options.l1MaxBytes,
    read: readHeap,
    onLimit: (bytes) => l1.limitTo(bytes),
  });
  if (options.heapCheckMs > 0) pressure.start(options.heapCheckMs);
  return {
    context: { l1, l2, table, generations, recorder, hotKeys, lockMs, waitMs, now, random },
    groups: live,
    invalidations,
    warmer,
    connection,
    circuit,
    async close() {
      warmer.stop();
      pressure.stop();
      invalidations.close();
      circuit?.stop();
      connection?.close();
      recorder.close();
      l1.clear();
    },
  };
}

function liveGroups(
  options: ResolvedOptions,
  groups: readonly ResolvedGroup[],
  recorder: Recorder,
  l1: L1Store,
): ReadonlyMap<string, LiveGroup> {
  const { namespace, schemaVersion, encryption, redisUrl, now, guardedLoads, guardMs } = options;
  const ring = encryption && new KeyRing(encryption);
  return new Map(
    groups.map((settings) => {
      const sealed = settings.encrypted && settings.inL2 && redisUrl !== undefined;
      if (sealed && ring === undefined) {
        throw new InvalidOptionError(
          'encryption',
          `keys are needed, since the group ${settings.name} is encrypted`,
        );
      }
      const gate = new LoadGate({
        calm: Number.POSITIVE_INFINITY,
        guarded: guardedLoads,
        guardMs,
        now,
        onWait: (change) => recorder.loadWaits(change),
      });
      const prefix = `${namespace}:${wireLayout}:${schemaVersion}:${settings.name}`;
      const figures = recorder.of(settings.name);
      const cipher = sealed ? ring : undefined;
      const keyOfOne = remembered((part) => keyUnder(prefix, [part]));
      const keyOf = (parts: readonly KeyPart[]) =>
        parts.length === 1 ? keyOfOne(parts[0] as KeyPart) : keyUnder(prefix, parts);
      const tagOf = remembered((scope) => scopeTag(settings.name, scope));
      const group = { settings, keyOf, tagOf, l1: l1.group(settings.name), figures, gate, cipher };
      return [settings.name, group];
    }),
  );
}

function share(
  connection: RedisConnection,
  options: ResolvedOptions,
  groups: readonly ResolvedGroup[],
  recorder: Recorder,
  told: { readonly onCircuit: (open: boolean) => void; readonly makeUp: () => Promise<void> },
) {
  const circuit = new Circuit({
    timeoutMs: options.l2TimeoutMs,
    failuresToOpen: options.l2FailuresToOpen,
    probeMs: options.l2ProbeMs,
    probe: async () => {
      await withDeadline(options.l2TimeoutMs, () => connection.client.ping());
      await told.makeUp();
    },
    onDeadConnection: () => connection.renew(),
    onChange: told.onCircuit,
    onError: () => recorder.l2Failed(),
  });
  const longestLife = Math.max(0, ...groups.map(({ ttlMs, staleMs, graceMs }) => ttlMs + staleMs + graceMs));
  const l2 = new L2Store({
    connection,
    circuit,
    tagPrefix: `${options.namespace}:t:`,
    generationTtlMs: Math.max(leastGenerationTtlMs, 2 * longestLife),
    onUndecodable: () => recorder.foundUndecodable(),
  });
  const hotKeyStore = new HotKeyStore(connection, circuit, `${options.namespace}:hot`);
  return { connection, circuit, l2, hotKeyStore };
}
