import { createCache, type Cache as ManagedCache } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import type { CacheRedis, RedisConnection } from './redis-connection.js';

/** What Redis held under each key asked for: parsed JSON, undefined for nothing, `undecodable` for what is no JSON. */
export type RawReading = readonly unknown[];

/** Stands for what can't be parsed. */
export const undecodable = Symbol('undecodable');

interface Waiting {
  readonly keys: readonly string[];
  readonly resolve: (reading: RawReading) => void;
  readonly reject: (error: unknown) => void;
}

const mostKeys = 256;

/**
 * Reads through `cache-manager`, and whatever is asked for in one turn of the event loop by one `MGET`: a busy process asks
 * Redis far less often than it is asked. A key that many want (a tag) is asked for once.
 */
export class BatchedReader {
  private managed: { readonly client: CacheRedis; readonly values: ManagedCache } | undefined;
  private waiting: Waiting[] = [];
  private keys = new Map<string, number>();

  /** @param run wraps each question: deadline and circuit */
  constructor(
    private readonly connection: RedisConnection,
    private readonly run: <T>(operation: () => Promise<T>) => Promise<T>,
  ) {}

  /** What Redis holds under the keys, in their order. Rejects as `run` does. */
  read(keys: readonly string[]): Promise<RawReading> {
    return new Promise((resolve, reject) => {
      // After all callers that the same answer woke up had their say.
      if (this.waiting.length === 0) process.nextTick(() => this.flush());
      this.waiting.push({ keys, resolve, reject });
      for (const key of keys) if (!this.keys.has(key)) this.keys.set(key, this.keys.size);
      if (this.keys.size >= mostKeys) this.flush();
    });
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

  private flush(): void {
    const { waiting, keys } = this;
    if (waiting.length === 0) return;
    this.waiting = [];
    this.keys = new Map();
    this.run(() => this.ask([...keys.keys()])).then(
      (found) => {
        for (const one of waiting) one.resolve(one.keys.map((key) => found[keys.get(key) as number]));
      },
      (error: unknown) => {
        for (const one of waiting) one.reject(error);
      },
    );
  }

  private async ask(keys: readonly string[]): Promise<RawReading> {
    const { store } = this.values;
    try {
      return await store.mget(...keys);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // One value that is no JSON spoils the lot: one by one, then.
      return Promise.all(keys.map((key) => store.get(key).catch(undecodableOr)));
    }
  }
}

function undecodableOr(error: unknown): typeof undecodable {
  // The store parses: what isn't JSON throws here, and so does what another program wrote as another type.
  if (error instanceof SyntaxError || /WRONGTYPE/.test(String(error))) return undecodable;
  throw error;
}
