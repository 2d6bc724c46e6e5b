import { createCache, type Cache as ManagedCache } from 'cache-manager';
import { redisInsStore } from 'cache-manager-redis-yet';
import type { Circuit } from './circuit.js';
import type { CacheRedis, RedisConnection } from './connection/redis-connection.js';

/** What Redis held: parsed JSON, undefined for nothing, `undecodable` for what is no JSON. */
export type RawReading = readonly unknown[];

/** Stands for what can't be parsed. */
export const undecodable = Symbol('undecodable');

/** Keys asked for in one turn of the event loop, and the one answer all of them share. */
class Batch {
  readonly places = new Map<string, number>();
  /** Who asked for a value; keys that were asked for along don't count. */
  callers = 0;
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

  /** The keys' places in the answer. */
  addAll(keys: readonly string[]): readonly number[] {
    return keys.length === 0 ? none : keys.map((key) => this.add(key));
  }

  /** Did several callers ask for the key? */
  isShared(key: string): boolean {
    return this.sharedKeys?.has(key) ?? false;
  }
}

const mostKeys = 256;

/**
 * Reads through `cache-manager`. A lone question goes out at once. Where several ask in one turn of the event loop, what is asked for in a turn
 * is one `MGET`: a busy process asks Redis far less often than it is asked, and a key that many want is asked for and parsed once. The first
 * of those who come after a calm turn still goes alone, and gets a value of its own.
 */
export class BatchedReader {
  private managed: { readonly client: CacheRedis; readonly values: ManagedCache } | undefined;
  /** For lone questions. */
  private readonly single;
  private batch: Batch | undefined;
  /** Questions that have no answer yet. */
  private underWay = 0;
  /** Did several ask in the last turn that gathered? Then several are expected again, and nobody goes alone. */
  private isBusy = false;

  constructor(
    private readonly connection: RedisConnection,
    private readonly circuit: Circuit,
  ) {
    this.single = redisInsStore(reading(connection));
  }

  /**
   * Asks for the key and the others, and gives what `take` makes of what Redis held, or `failed` of the `L2UnavailableError`.
   * `shared`: another caller gets the very same object. `othersOf` is asked in this turn, for a lone question after that is on its way.
   */
  read<T>(
    key: string,
    othersOf: () => readonly string[],
    take: (value: unknown, others: RawReading, shared: boolean) => T | Promise<T>,
    failed?: (error: unknown) => T | Promise<T>,
  ): Promise<T> {
    if (this.underWay === 0 && !this.isBusy) return this.alone(key, othersOf, take, failed);
    const batch = this.current();
    batch.callers += 1;
    const place = batch.add(key);
    const places = batch.addAll(othersOf());
    if (batch.places.size >= mostKeys) this.send(batch);
    // One promise a caller, and no more: with many callers promises cost more than Redis.
    return batch.answer.then(
      (found) => take(found[place], readingsAt(places, found), batch.isShared(key)),
      failed,
    );
  }

  /** The values through `cache-manager`, over the client of the moment. */
  get values(): ManagedCache {
    const { client } = this.connection;
    if (this.managed?.client !== client) {
      const store = redisInsStore(shortcut(client));
      this.managed = { client, values: createCache(store) };
    }
    return this.managed.values;
  }

  /** The only question at this time goes out as it is, and at once: a batch of one would cost as much as reading. */
  private alone<T>(
    key: string,
    othersOf: () => readonly string[],
    take: (value: unknown, others: RawReading, shared: boolean) => T | Promise<T>,
    failed?: (error: unknown) => T | Promise<T>,
  ): Promise<T> {
    // One promise from Redis' answer to the caller's.
    return new Promise<T>((resolve, reject) => {
      this.underWay += 1;
      const end = (outcome: () => T | Promise<T>) => {
        this.underWay -= 1;
        try {
          resolve(outcome());
        } catch (error) {
          reject(error as Error);
        }
      };
      this.circuit.ask(
        () => this.single.get(key),
        (value) =>
          end(() =>
            others === undefined
              ? take(value, none, false)
              : others.then((found) => take(value, found, false), failed),
          ),
        (error) =>
          end(() => {
            if (failed === undefined) throw error;
            return failed(error);
          }),
        undecodableIn,
      );
      const others = this.gather(othersOf());
    });
  }

  /** What Redis held under the keys, none of them a value; undefined for no keys. */
  private gather(keys: readonly string[]): Promise<RawReading> | undefined {
    if (keys.length === 0) return undefined;
    const batch = this.current();
    const places = batch.addAll(keys);
    const found = batch.answer.then((reading) => readingsAt(places, reading));
    // Nobody may ask for it, if the value itself can't be had.
    found.catch(() => undefined);
    return found;
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
    this.isBusy = batch.callers > 1;
    this.underWay += 1;
    this.circuit
      .run(() => this.ask([...batch.places.keys()]))
      .finally(() => (this.underWay -= 1))
      .then(batch.resolve, batch.reject);
  }

  private async ask(keys: readonly string[]): Promise<RawReading> {
    const { store } = this.values;
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

function readingsAt(places: readonly number[], found: RawReading): RawReading {
  return places.length === 0 ? none : places.map((place) => found[place]);
}

/** The store parses: what isn't JSON throws there, and so does what another program wrote as another type. */
function undecodableIn(error: unknown): typeof undecodable | undefined {
  return error instanceof SyntaxError || /WRONGTYPE/.test(String(error)) ? undecodable : undefined;
}

/** What stands for a value that could not be read; throws other errors again. */
export function undecodableOr(error: unknown): typeof undecodable {
  const answer = undecodableIn(error);
  if (answer === undefined) throw error;
  return answer;
}

/** The connection as the store of lone questions sees it. */
function reading(connection: RedisConnection): Parameters<typeof redisInsStore>[0] {
  // The store's type names every command; it calls this one.
  return { get: (key: string) => connection.get(key) } as unknown as Parameters<typeof redisInsStore>[0];
}

/**
 * The client as the store sees it: the commands it is used for, the reads without the steps in which the client brings
 * arguments and replies of all its commands into shape.
 */
function shortcut(client: CacheRedis): Parameters<typeof redisInsStore>[0] {
  const commands = {
    get: (key: string) => client.sendCommand(['GET', key]),
    mGet: (keys: readonly string[]) => client.sendCommand(['MGET', ...keys]),
    set: (key: string, value: string, options?: { PX: number }) => client.set(key, value, options),
    del: (keys: string | string[]) => client.del(keys),
  };
  // The store's type names Redis' modules (JSON, search, …) and every command; it calls these.
  return commands as unknown as Parameters<typeof redisInsStore>[0];
}
