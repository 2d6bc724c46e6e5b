import { BatchedReader, undecodable, undecodableOr } from './batched-reader.js';
import type { Circuit } from './circuit.js';
import { type Entry, fromWire, toWire, type ValueCipher } from '../layers/entry.js';
import type { CacheRedis, RedisConnection } from './connection/redis-connection.js';
import type { TagState } from '../tags/tag-table.js';

/** What Redis holds under a key, and the present generations of the tags asked for (null: none). */
export interface L2Reading {
  readonly entry: Entry | undefined;
  readonly generations: readonly (number | null)[];
}

/** The same, and whether another caller gets the very same value. */
export interface L2BatchedReading extends L2Reading {
  readonly shared: boolean;
}

/** The same, and the lock if the right to load is ours now. */
export interface L2Attempt extends L2Reading {
  readonly lock: LoadLock | undefined;
}

/** The lock of one load. Its fence is a number of the server's that only rises: who comes later has a higher one. */
export interface LoadLock {
  readonly key: string;
  readonly fence: string;
}

/** Where a value is kept: its key, and how its group encrypts. */
export interface ValuePlace {
  readonly key: string;
  readonly cipher: ValueCipher | undefined;
}

/** What `L2Store` needs. */
export interface L2StoreOptions {
  readonly connection: RedisConnection;
  readonly circuit: Circuit;
  /** What stands before a tag in its key. */
  readonly tagPrefix: string;
  readonly generationTtlMs: number;
  readonly onUndecodable: () => void;
}

/** The shared layer. Every method is one round trip, bounded by the circuit: it rejects with `L2UnavailableError`, but for `read`. */
export class L2Store {
  private readonly reader: BatchedReader;

  constructor(private readonly options: L2StoreOptions) {
    this.reader = new BatchedReader(options.connection, options.circuit);
  }

  /** Is it worth a try? */
  get available(): boolean {
    return !this.options.circuit.open;
  }

  /**
   * Reads the value and the tags' generations, and gives what `take` makes of them, or of undefined when Redis could not be asked.
   * Rejects only with what `take` does.
   */
  read<T>(
    place: ValuePlace,
    tagsOf: () => readonly TagState[],
    take: (reading: L2BatchedReading | undefined) => T | Promise<T>,
  ): Promise<T> {
    return this.reader.read(
      place.key,
      () => {
        const tags = tagsOf();
        return tags.length === 0 ? noTags : tags.map(({ tag }) => this.tagKey(tag));
      },
      (value, others, shared) => {
        const generations = others.length === 0 ? noGenerations : others.map(generationOf);
        return take({ entry: this.decode(place, value), generations, shared });
      },
      // Counted by the circuit.
      () => take(undefined),
    );
  }

  /**
   * Tries for the lock, then looks for the value (in this order: who gets the lock has seen the last load's value) and gives each
   * tag a generation of at least these numbers.
   */
  attempt(
    place: ValuePlace,
    lockMs: number,
    tags: readonly string[],
    least: readonly number[],
  ): Promise<L2Attempt> {
    return this.options.circuit.run(async () => {
      const key = lockKey(place.key);
      // Sent together: the client writes all commands of one tick at once.
      const [fence, raw, ...generations] = await Promise.all([
        this.client.takeLock(key, lockMs),
        this.single(place.key),
        ...tags.map((tag, position) => this.send(tag, least[position] ?? 0, false)),
      ]);
      const lock = fence === undefined ? undefined : { key, fence };
      return { lock, entry: this.decode(place, raw), generations };
    });
  }

  /**
   * Keeps the entry until its grace is over. With a lock: only while that is ours, and lets go of it.
   * Tells whether the entry was written.
   */
  write(place: ValuePlace, entry: Entry, now: number, lock?: LoadLock): Promise<boolean> {
    return this.options.circuit.run(async () => {
      const ttlMs = Math.max(1, Math.ceil(entry.graceUntil - now));
      const wire = toWire(entry, place.key, place.cipher);
      if (lock !== undefined) {
        return this.client.writeFenced(lock.key, place.key, lock.fence, JSON.stringify(wire), ttlMs);
      }
      await this.reader.values.set(place.key, wire, ttlMs);
      return true;
    });
  }

  remove(key: string): Promise<void> {
    return this.options.circuit.run(() => this.reader.values.del(key));
  }

  release(lock: LoadLock): Promise<void> {
    return this.options.circuit.run(async () => void (await this.client.releaseLock(lock.key, lock.fence)));
  }

  /** Keeps a lock alive; false: it has passed on. */
  renew(lock: LoadLock, lockMs: number): Promise<boolean> {
    return this.options.circuit.run(() => this.client.renewLock(lock.key, lock.fence, lockMs));
  }

  async generations(tags: readonly string[]): Promise<(number | null)[]> {
    const [first, ...rest] = tags.map((tag) => this.tagKey(tag));
    if (first === undefined) return [];
    return this.reader.read(
      first,
      () => rest,
      (value, others) => [value, ...others].map(generationOf),
    );
  }

  /** Makes sure the tags have generations of at least these numbers, and gives back the numbers. */
  ensure(tags: readonly string[], least: readonly number[]): Promise<number[]> {
    return this.options.circuit.run(() =>
      Promise.all(tags.map((tag, position) => this.send(tag, least[position] ?? 0, false))),
    );
  }

  /** Gives the tags new generations, above these numbers. */
  renewGenerations(tags: readonly string[], least: readonly number[]): Promise<number[]> {
    return this.options.circuit.run(() => this.makeUpFor(tags, least, []));
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
    return this.options.connection.client;
  }

  private tagKey(tag: string): string {
    return this.options.tagPrefix + tag;
  }

  private send(tag: string, least: number, toNew: boolean): Promise<number> {
    const { generationTtlMs } = this.options;
    return this.client.raiseGeneration(this.tagKey(tag), finite(least), generationTtlMs, toNew);
  }

  private single(key: string): Promise<unknown> {
    return this.reader.values.get(key).catch(undecodableOr);
  }

  private decode({ key, cipher }: ValuePlace, raw: unknown): Entry | undefined {
    if (raw === undefined) return undefined;
    const entry = raw === undecodable ? undefined : fromWire(raw, key, cipher);
    if (entry !== undefined) return entry;
    this.options.onUndecodable();
    // Counted by the circuit if it fails; the next reader finds it again.
    this.remove(key).catch(() => undefined);
    return undefined;
  }
}

/** In the value's own slot, since one step touches both. */
const lockKey = (key: string) => `{${key}}!lock`;

const noGenerations: readonly never[] = [];
const noTags: readonly never[] = [];

const finite = (generation: number) => (Number.isFinite(generation) ? generation : 0);

const generationOf = (raw: unknown) => (typeof raw === 'number' && Number.isFinite(raw) ? raw : null);
