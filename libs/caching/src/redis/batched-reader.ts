import { createCache, type Cache as ManagedCache } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import type { CacheRedis, RedisConnection } from './redis-connection.js';

/** What Redis held: parsed JSON, undefined for nothing, `undecodable` for what is no JSON. */
export type RawReading = readonly unknown[];

/** Stands for what can't be parsed. */
export const undecodable = Symbol('undecodable');

/** Keys asked for in one turn of the event loop, and the one answer all of them share. */
class Batch {
  readonly places = new Map<string, number>();
  private sharedKeys: Set<string> | undefined;
  readonly answer: Promise<RawReading>;
  resolve!: (reading: RawReading) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** The key's place in the answer. */
  add(key: string): number {
    const known = this.places.get(key);
    if (known !== undefined) {
      (this.sharedKeys ??= new Set()).add(key);
      return known;
    }
    const place = this.places.size;
    this.places.set(key, place);
    return place;
  }

  /** Did several callers ask for the key? */
  isShared(key: string): boolean {
    return this.sharedKeys?.has(key) ?? false;
  }
}

const mostKeys = 256;

/**
 * Reads through `cache-manager`, and whatever is asked for in one turn of the event loop by one `MGET`: a busy process asks
 * Redis far less often than it is asked. A key that many want is asked for and parsed once.
 */
export class BatchedReader {
  private managed: { readonly client: CacheRedis; readonly values: ManagedCache } | undefined;
  private batch: Batch | undefined;

  /** @param run wraps each question: deadline and circuit */
  constructor(
    private readonly connection: RedisConnection,
    private readonly run: <T>(operation: () => Promise<T>) => Promise<T>,
  ) {}

  /** What Redis holds under the key, and under the others. `shared`: another caller gets the very same object. Rejects as `run` does. */
  async read(
    key: string,
    others: readonly string[],
  ): Promise<{ value: unknown; others: RawReading; shared: boolean }> {
    const batch = this.current();
    const place = batch.add(key);
    const places = others.length === 0 ? none : others.map((other) => batch.add(other));
    if (batch.places.size >= mostKeys) this.send(batch);
    const found = await batch.answer;
    return {
      value: found[place],
      others: places === none ? none : places.map((position) => found[position]),
      shared: batch.isShared(key),
    };
  }

  /** The values through `cache-manager`, over the client of the moment. */
  get values(): ManagedCache {
    const { client } = this.connection;
    if (this.managed?.client !== client) {
      // The store's type names Redis' modules (JSON, search, …); it calls none of them.
      const store = redisInsStore(client as unknown as Parameters<typeof redisInsStore>[0]);
      this.managed = { client, values: createCache(store) };
    }
    return this.managed.values;
  }

  private current(): Batch {
    if (this.batch !== undefined) return this.batch;
    const batch = new Batch();
    this.batch = batch;
    // After all callers that the same answer woke up had their say.
    process.nextTick(() => this.send(batch));
    return batch;
  }

  private send(batch: Batch): void {
    if (this.batch !== batch) return;
    this.batch = undefined;
    this.run(() => this.ask([...batch.places.keys()])).then(batch.resolve, batch.reject);
  }

  private async ask(keys: readonly string[]): Promise<RawReading> {
    const { store } = this.values;
    const [only] = keys;
    if (only !== undefined && keys.length === 1) return [await store.get(only).catch(undecodableOr)];
    try {
      return await store.mget(...keys);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // One value that is no JSON spoils the lot: one by one, then.
    }
    return Promise.all(keys.map((key) => store.get(key).catch(undecodableOr)));
  }
}

const none: readonly never[] = [];

/** The store parses: what isn't JSON throws there, and so does what another program wrote as another type. */
export function undecodableOr(error: unknown): typeof undecodable {
  if (error instanceof SyntaxError || /WRONGTYPE/.test(String(error))) return undecodable;
  throw error;
}
