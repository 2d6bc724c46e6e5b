import type { KeyPart } from '../keys/cache-key.js';
import type { Circuit } from '../redis/circuit.js';
import type { RedisConnection } from '../redis/connection/redis-connection.js';
import type { HotKey } from './hot-keys.js';

/** What older observations weigh after each note of a replica: of fifty notes ago a third is left. */
const remembrance = 0.98;
const mostKeys = 1_000;
const keepMs = 7 * 24 * 3_600_000;

/** The hottest keys of all replicas, in Redis: they outlive a deployment, and the schema version with it. */
export class HotKeyStore {
  constructor(
    private readonly connection: RedisConnection,
    private readonly circuit: Circuit,
    private readonly key: string,
  ) {}

  /** Adds what one replica observed. Rejects with `L2UnavailableError`. */
  async note(observed: readonly HotKey[]): Promise<void> {
    if (observed.length === 0) return;
    await this.circuit.run(() =>
      this.connection.client.noteHotKeys(
        this.key,
        remembrance,
        mostKeys,
        keepMs,
        observed.map(({ group, parts, costMs }) => [JSON.stringify([group, ...parts]), costMs] as const),
      ),
    );
  }

  /** The hottest keys, the dearest first. Rejects with `L2UnavailableError`. */
  async hottest(atMost: number): Promise<HotKey[]> {
    const found = await this.circuit.run(() =>
      this.connection.client.zRangeWithScores(this.key, 0, atMost - 1, { REV: true }),
    );
    return found.flatMap(({ value, score }) => hotKeyOf(value, score));
  }
}

/** What stands in Redis is input from outside: anything else is left out. */
function hotKeyOf(member: string, costMs: number): HotKey[] {
  try {
    const [group, ...parts] = JSON.parse(member) as unknown[];
    const fit = parts.every((part): part is KeyPart => typeof part === 'string' || Number.isFinite(part));
    return typeof group === 'string' && fit ? [{ group, parts, costMs }] : [];
  } catch {
    return [];
  }
}
