import type { ConsumedContract, WorkContract } from './contract/contract.js';
import type { QueueDefinition } from './contract/queue-definition.js';

/** Options of `MessagingModule`. */
export interface MessagingOptions {
  /** `redis://` or `rediss://` (TLS) URL. The server must not evict (`maxmemory-policy noeviction`). */
  readonly redisUrl: string;
  /** Name of the service, part of the consumers' and clients' names. */
  readonly service: string;
  /** Name of this replica; unique among those that run at the same time, for instance the pod's name. */
  readonly replicaId: string;
  /** Every queue this process sends to or consumes. */
  readonly queues: readonly QueueDefinition[];
  /** What this process consumes; each needs exactly one handler. @default [] */
  readonly contracts?: readonly ConsumedContract[];
  /** What this process may send: the counters of it exist from the start. @default [] */
  readonly sends?: readonly Pick<WorkContract, 'queue' | 'pattern'>[];
  /** How long shutdown waits for handlers before their messages are handed back. @default 10_000 */
  readonly drainMs?: number;
  /** Largest payload or reply, in bytes of JSON. @default 262_144 */
  readonly maxPayloadBytes?: number;
  /** How long one Redis command may take before `MessagingUnavailableError`. @default 2_000 */
  readonly commandTimeoutMs?: number;
  /** First part of every key. @default 'work' */
  readonly keyPrefix?: string;
  /** How long a message id is remembered to drop a second `publish` with it. @default 172_800_000 (48 h) */
  readonly dedupeMs?: number;
  /**
   * How long a claim of `EffectLedger.once` outlives the process that holds it: for so long a crash within an effect keeps
   * others from running it. @default 30_000
   */
  readonly effectLeaseMs?: number;
}

/** Options with every default filled in. */
export type ResolvedMessagingOptions = Required<MessagingOptions>;

/** Fills the defaults in. */
export function resolveOptions(options: MessagingOptions): ResolvedMessagingOptions {
  return {
    contracts: [],
    sends: [],
    drainMs: 10_000,
    maxPayloadBytes: 262_144,
    commandTimeoutMs: 2_000,
    keyPrefix: 'work',
    dedupeMs: 172_800_000,
    effectLeaseMs: 30_000,
    ...options,
  };
}
