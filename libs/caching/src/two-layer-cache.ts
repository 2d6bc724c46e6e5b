import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Cache, type Loader, type LoadOptions, type StoreOptions } from './cache.js';
import { type CacheGroups, type GroupName, resolveGroup, type ResolvedGroup } from './cache-groups.js';
import { InvalidKeyError, UnknownGroupError } from './caching.errors.js';
import { type CachingOptions, resolveOptions } from './caching.options.js';
import { buildKey, checkTag, type KeyPart } from './keys/cache-key.js';
import { toPortable } from './layers/entry.js';
import { EntryWriter } from './loading/entry-writer.js';
import { type Answer, Finder } from './loading/finder.js';
import { SingleFlight } from './loading/single-flight.js';
import { type LoadJob, ValueLoader } from './loading/value-loader.js';
import { waitUnlessAborted } from './loading/wait-unless-aborted.js';
import type { CacheStats } from './stats/cache-stats.js';
import { isUndisturbed } from './tags/tag-table.js';
import { wire, type Wiring } from './wiring.js';

const mostTags = 16;
/** How long a stale value is served from memory without looking again: while it is refreshed, and after that failed. */
const calmWhileRefreshingMs = 100;
const calmAfterFailureMs = 1_000;

/** The cache over `lru-cache` and Redis. */
export class TwoLayerCache<G extends CacheGroups> extends Cache<G> implements OnApplicationShutdown {
  private readonly groups: ReadonlyMap<string, ResolvedGroup>;
  private readonly prefix: string;
  private readonly wiring: Wiring;
  private readonly lookups = new SingleFlight<Answer>();
  private readonly finder: Finder;
  private readonly loader: ValueLoader;
  private readonly writer: EntryWriter;

  constructor(given: CachingOptions<G>) {
    super();
    const options = resolveOptions(given, randomUUID);
    this.groups = new Map(
      Object.entries(given.groups).map(([name, group]) => [name, resolveGroup(name, group)]),
    );
    this.prefix = `${options.namespace}:v:${options.schemaVersion}`;
    this.wiring = wire(options, [...this.groups.values()], (key) => this.forget(key));
    this.finder = new Finder(this.wiring.context);
    this.loader = new ValueLoader(this.wiring.context);
    this.writer = new EntryWriter(this.wiring.context);
  }

  async getOrLoad<T>(
    groupName: GroupName<G>,
    parts: readonly KeyPart[],
    loader: Loader<T>,
    options: LoadOptions<T> = {},
  ): Promise<T> {
    options.signal?.throwIfAborted();
    const group = this.group(groupName);
    const key = buildKey(this.prefix, groupName, parts);
    const { recorder } = this.wiring.context;
    const near = this.finder.near(key);
    if (near !== undefined) {
      recorder.lookup(groupName, near);
      return near.value as T;
    }
    const job: LoadJob = { group, key, tags: checkTags(options.tags), loader, ttlMs: options.ttlMs };
    const running = this.lookups.running(key);
    const answer = await waitUnlessAborted(running ?? this.begin(job), options.signal);
    const joined = running !== undefined && answer.layer === 'none';
    recorder.lookup(groupName, joined ? { layer: 'none', result: 'joined' } : answer);
    return answer.value as T;
  }

  async get<T>(groupName: GroupName<G>, parts: readonly KeyPart[]): Promise<T | undefined> {
    const group = this.group(groupName);
    const key = buildKey(this.prefix, groupName, parts);
    const near = this.finder.near(key);
    const found = near ?? (await this.find(group, key));
    this.wiring.context.recorder.lookup(groupName, found ?? { layer: 'none', result: 'miss' });
    return found?.value as T | undefined;
  }

  async set<T>(
    groupName: GroupName<G>,
    parts: readonly KeyPart[],
    value: T,
    options: StoreOptions = {},
  ): Promise<void> {
    const group = this.group(groupName);
    const key = buildKey(this.prefix, groupName, parts);
    const portable = toPortable(groupName, value);
    const marks = await this.wiring.context.generations.capture(checkTags(options.tags));
    const entry = this.writer.entryOf({ group, key, portable, marks, ttlMs: options.ttlMs });
    if (entry === undefined) return this.delete(groupName, parts);
    this.forget(key);
    this.writer.near(group, key, entry, marks);
    const written = await this.writer.far(group, key, entry);
    await this.wiring.invalidations.key(key, written);
  }

  async delete(groupName: GroupName<G>, parts: readonly KeyPart[]): Promise<void> {
    const group = this.group(groupName);
    const key = buildKey(this.prefix, groupName, parts);
    this.forget(key);
    const { l2 } = this.wiring.context;
    let removed = true;
    if (l2 !== undefined && group.layers.includes('l2')) {
      removed = await l2.remove(key).then(
        () => true,
        () => false,
      );
    }
    await this.wiring.invalidations.key(key, removed);
  }

  async invalidate(tags: readonly string[]): Promise<void> {
    const distinct = [...new Set(tags.map(checkTag))];
    if (distinct.length > 0) await this.wiring.invalidations.tags(distinct);
  }

  stats(): CacheStats {
    const { connection, circuit, invalidations, context } = this.wiring;
    return context.recorder.snapshot({
      l1Entries: context.l1.size,
      l1Bytes: context.l1.bytes,
      l1MaxBytes: context.l1.maxBytes,
      l2Connected: connection?.ready ?? false,
      l2CircuitOpen: circuit?.open ?? false,
      pendingInvalidations: invalidations.pending,
    });
  }

  async close(): Promise<void> {
    await this.wiring.close();
  }

  /** Called by Nest. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Waits for the first connection, at most so long; without it the cache works from L1. */
  async whenReady(ms: number): Promise<this> {
    await this.wiring.connection?.whenReady(ms);
    return this;
  }

  private begin(job: LoadJob): Promise<Answer> {
    const marks = this.wiring.context.table.marks(job.tags);
    return this.lookups.begin(
      job.key,
      () => isUndisturbed(marks),
      () => this.answer(job),
    );
  }

  private async answer(job: LoadJob): Promise<Answer> {
    const { group, key, tags } = job;
    const found = await this.finder.find(group, key, tags);
    if (found?.age === 'fresh') return { ...found, result: 'hit' };
    if (found?.age === 'stale') {
      this.finder.calm(key, this.now() + calmWhileRefreshingMs);
      this.loader.refresh(job, (failed) => {
        if (failed) this.finder.calm(key, this.now() + calmAfterFailureMs);
      });
      return { ...found, result: 'stale' };
    }
    const marks = this.wiring.context.table.marks(tags);
    try {
      const { value, layer } = await this.loader.load(job);
      return { value, layer, result: layer === 'l2' ? 'hit' : 'miss' };
    } catch (error) {
      if (found === undefined || !isUndisturbed(marks)) throw error;
      this.finder.calm(key, this.now() + calmAfterFailureMs);
      return { ...found, result: 'stale' };
    }
  }

  private async find(group: ResolvedGroup, key: string): Promise<Answer | undefined> {
    const found = await this.finder.find(group, key, []);
    if (found === undefined || found.age === 'grace') return undefined;
    return { ...found, result: found.age === 'fresh' ? 'hit' : 'stale' };
  }

  /** The key's value here, also one that is being loaded, is out of date. */
  private forget(key: string): void {
    this.wiring.context.l1.delete(key);
    this.lookups.supersede(key);
    this.loader.supersede(key);
  }

  private now(): number {
    return this.wiring.context.now();
  }

  private group(name: string): ResolvedGroup {
    const group = this.groups.get(name);
    if (group === undefined) throw new UnknownGroupError(name);
    return group;
  }
}

/** A cache outside Nest; waits up to a second for Redis. Close it when done. */
export async function createCache<G extends CacheGroups>(options: CachingOptions<G>): Promise<Cache<G>> {
  return new TwoLayerCache(options).whenReady(1_000);
}

function checkTags(tags: readonly string[] = []): readonly string[] {
  if (tags.length > mostTags) throw new InvalidKeyError(`a value has ${mostTags} tags at most`);
  return tags.map(checkTag);
}
