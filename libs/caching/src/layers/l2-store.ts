import { createCache, type Cache as ManagedCache } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import { type Entry, fromWire, toWire } from './entry.js';
import type { Circuit } from './circuit.js';
import type { CacheRedis, RedisConnection } from './redis-connection.js';

/** What Redis holds under a key, and the present generations of the tags asked for (null: none). */
export interface L2Reading {
  readonly entry: Entry | undefined;
  readonly generations: readonly (number | null)[];
}

/** The same, and whether the right to load is ours now. */
export interface L2Attempt extends L2Reading {
  readonly locked: boolean;
}

/** The lock of one load; the token makes sure that only its owner lets go of it. */
export interface LoadLock {
  readonly key: string;
  readonly token: string;
}

/** The shared layer. Every method is one round trip, bounded by the circuit: it rejects with `L2UnavailableError`. */
export class L2Store {
  private managed: { readonly client: CacheRedis; readonly values: ManagedCache } | undefined;

  /** @param tagPrefix what stands before a tag in its key */
  constructor(
    private readonly connection: RedisConnection,
    private readonly circuit: Circuit,
    private readonly tagPrefix: string,
    private readonly generationTtlMs: number,
    private readonly onUndecodable: () => void,
  ) {}

  /** Is it worth a try? */
  get available(): boolean {
    return !this.circuit.open;
  }

  read(key: string, tags: readonly string[]): Promise<L2Reading> {
    return this.circuit.run(async () => {
      // Sent together: the client writes all commands of one tick at once.
      const [entry, ...generations] = await Promise.all([this.entry(key), ...this.ask(tags)]);
      return { entry, generations };
    });
  }

  /** Tries for the lock, then looks for the value (in this order: who gets the lock has seen the last load's value). */
  attempt(
    key: string,
    lock: LoadLock,
    lockMs: number,
    tags: readonly string[],
    least: readonly number[],
  ): Promise<L2Attempt> {
    return this.circuit.run(async () => {
      const [locked, entry, ...generations] = await Promise.all([
        this.client.set(lock.key, lock.token, { NX: true, PX: lockMs }),
        this.entry(key),
        ...tags.map((tag, position) => this.send(tag, least[position] ?? 0, false)),
      ]);
      return { locked: locked !== null, entry, generations };
    });
  }

  /** Keeps the entry until its grace is over and lets go of the lock, in this order. */
  write(key: string, entry: Entry, now: number, lock?: LoadLock): Promise<void> {
    return this.circuit.run(async () => {
      const ttlMs = Math.max(1, Math.ceil(entry.graceUntil - now));
      await Promise.all([
        this.values.set(key, toWire(entry), ttlMs),
        ...(lock === undefined ? [] : [this.client.releaseLock(lock.key, lock.token)]),
      ]);
    });
  }

  remove(key: string): Promise<void> {
    return this.circuit.run(() => this.values.del(key));
  }

  release(lock: LoadLock): Promise<void> {
    return this.circuit.run(async () => void (await this.client.releaseLock(lock.key, lock.token)));
  }

  renew(lock: LoadLock, lockMs: number): Promise<boolean> {
    return this.circuit.run(() => this.client.renewLock(lock.key, lock.token, lockMs));
  }

  generations(tags: readonly string[]): Promise<(number | null)[]> {
    return this.circuit.run(() => Promise.all(this.ask(tags)));
  }

  /** Makes sure the tags have generations of at least these numbers, and gives back the numbers. */
  ensure(tags: readonly string[], least: readonly number[]): Promise<number[]> {
    return this.circuit.run(() =>
      Promise.all(tags.map((tag, position) => this.send(tag, least[position] ?? 0, false))),
    );
  }

  /** Gives the tags new generations, above these numbers. */
  renewGenerations(tags: readonly string[], least: readonly number[]): Promise<number[]> {
    return this.circuit.run(() => this.makeUpFor(tags, least, []));
  }

  /** The same plus removals, past the circuit: what was missed while it was open. */
  async makeUpFor(
    tags: readonly string[],
    least: readonly number[],
    keys: readonly string[],
  ): Promise<number[]> {
    const removals = keys.map((key) => this.client.del(key));
    const raises = tags.map((tag, position) => this.send(tag, least[position] ?? 0, true));
    await Promise.all(removals);
    return Promise.all(raises);
  }

  private get client(): CacheRedis {
    return this.connection.client;
  }

  /** The values through `cache-manager`, over the client of the moment. */
  private get values(): ManagedCache {
    const { client } = this;
    if (this.managed?.client !== client) {
      // The store's type names Redis' modules (JSON, search, …); it calls none of them.
      const store = redisInsStore(client as unknown as Parameters<typeof redisInsStore>[0]);
      this.managed = { client, values: createCache(store) };
    }
    return this.managed.values;
  }

  private send(tag: string, least: number, toNew: boolean): Promise<number> {
    return this.client.raiseGeneration(this.tagPrefix + tag, finite(least), this.generationTtlMs, toNew);
  }

  private ask(tags: readonly string[]): Promise<number | null>[] {
    return tags.map(async (tag) => {
      const text = await this.client.get(this.tagPrefix + tag);
      const generation = Number(text ?? Number.NaN);
      return Number.isFinite(generation) ? generation : null;
    });
  }

  private async entry(key: string): Promise<Entry | undefined> {
    let wire: unknown;
    try {
      wire = await this.values.get(key);
      if (wire === undefined) return undefined;
      const entry = fromWire(wire);
      if (entry !== undefined) return entry;
    } catch (error) {
      // The store parses: what isn't JSON throws here, and so does what another program wrote as another type.
      if (!(error instanceof SyntaxError) && !/WRONGTYPE/.test(String(error))) throw error;
    }
    this.onUndecodable();
    await this.client.del(key);
    return undefined;
  }
}

const finite = (generation: number) => (Number.isFinite(generation) ? generation : 0);
