import { randomUUID } from 'node:crypto';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import {
  Cache,
  type Loader,
  type LoadOptions,
  type StoreOptions,
  type WarmOptions,
  type WarmReport,
} from './cache.js';
import { type CacheGroups, type ChangeName, type GroupName, resolveGroup } from './cache-groups.js';
import { UnknownGroupError } from './caching.errors.js';
import { type CachingOptions, resolveOptions } from './caching.options.js';
import { checkTag, type KeyPart } from './keys/cache-key.js';
import { toPortable } from './layers/portable.js';
import type { CacheContext, LiveGroup } from './loading/cache-context.js';
import { EntryWriter } from './loading/entry-writer.js';
import { Lookup, tagsOf } from './lookup/lookup.js';
import type { CacheStats } from './stats/cache-stats.js';
import { groupsByChange } from './tags/change-rules.js';
import { type Connector, wire, type Wiring } from './wiring.js';

/** The cache over the process's memory and Redis. */
export class TwoLayerCache<G extends CacheGroups>
  extends Cache<G>
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly groups: ReadonlyMap<string, LiveGroup>;
  private readonly wiring: Wiring;
  private readonly context: CacheContext;
  private readonly lookup: Lookup;
  private readonly writer: EntryWriter;
  private readonly rules: ReadonlyMap<string, readonly string[]>;
  private readonly warmOnStart: CachingOptions['warmOnStart'];
  private readonly now: () => number;

  constructor(given: CachingOptions<G>, connect?: Connector) {
    super();
    const options = resolveOptions(given, randomUUID);
    const groups = Object.entries(given.groups).map(([name, group]) => resolveGroup(name, group));
    this.now = options.now;
    this.rules = groupsByChange(given.groups);
    this.warmOnStart = options.warmOnStart;
    this.wiring = wire(options, groups, (key) => this.lookup.forget(key), connect);
    this.groups = this.wiring.groups;
    this.context = this.wiring.context;
    this.lookup = new Lookup(this.context);
    this.writer = new EntryWriter(this.context);
  }

  /** No `async`, and no key built: a hit in memory is answered with a promise that is kept already. */
  getOrLoad<T>(
    groupName: GroupName<G>,
    parts: readonly KeyPart[],
    loader: Loader<T>,
    options?: LoadOptions<T>,
  ): Promise<T> {
    const group = this.groups.get(groupName);
    if (group === undefined) return Promise.reject(new UnknownGroupError(groupName));
    const time = this.now();
    const entry = this.lookup.fresh(group, parts, time);
    if (entry === undefined || options?.signal?.aborted === true) {
      return this.lookup.look(group, parts, loader, options);
    }
    group.figures.hit(time);
    if (time >= entry.earlyFrom) {
      this.lookup.maybeRefresh(entry, time, { group, key: entry.key, parts }, loader, options);
    }
    return entry.answer as Promise<T>;
  }

  async get<T>(groupName: GroupName<G>, parts: readonly KeyPart[]): Promise<T | undefined> {
    const group = this.group(groupName);
    const time = this.now();
    const fresh = this.lookup.fresh(group, parts, time);
    if (fresh !== undefined) {
      group.figures.hit(time);
      return fresh.value as T;
    }
    const target = { group, key: group.keyOf(parts), parts };
    const found = this.lookup.calmed(target.key, time) ?? (await this.lookup.find(target));
    group.figures.lookup(found ?? { layer: 'none', result: 'miss' }, time);
    return found?.value as T | undefined;
  }

  async set<T>(
    groupName: GroupName<G>,
    parts: readonly KeyPart[],
    value: T,
    options: StoreOptions = {},
  ): Promise<void> {
    const group = this.group(groupName);
    const key = group.keyOf(parts);
    const portable = toPortable(groupName, value);
    const marks = await this.context.generations.capture(tagsOf(group, parts, options));
    const entry = this.writer.entryOf({ group, portable, marks, ttlMs: options.ttlMs });
    if (entry === undefined) return this.delete(groupName, parts);
    this.lookup.forget(key);
    const target = { group, key, parts };
    this.writer.near(target, entry, marks);
    const written = await this.writer.far(target, entry);
    await this.wiring.invalidations.key(key, written === 'done');
  }

  async delete(groupName: GroupName<G>, parts: readonly KeyPart[]): Promise<void> {
    const group = this.group(groupName);
    const key = group.keyOf(parts);
    this.lookup.forget(key);
    const { l2 } = this.context;
    let removed = true;
    if (l2 !== undefined && group.settings.inL2) {
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

  async changed(change: ChangeName<G>, scopes: readonly KeyPart[]): Promise<void> {
    const stale = this.rules.get(change) ?? [];
    for (const name of stale) this.group(name).figures.invalidations += scopes.length;
    await this.invalidate(stale.flatMap((name) => scopes.map(this.group(name).tagOf)));
  }

  warmBy(group: GroupName<G>, call: (parts: readonly KeyPart[]) => Promise<unknown>): void {
    this.wiring.warmer.register(this.group(group).settings.name, call);
  }

  warm(options?: WarmOptions): Promise<WarmReport> {
    return this.wiring.warmer.warm(options);
  }

  stats(): CacheStats {
    const { connection, circuit, invalidations, context } = this.wiring;
    return context.recorder.snapshot({
      l2Connected: connection?.ready ?? false,
      l2CircuitOpen: circuit?.open ?? false,
      pendingInvalidations: invalidations.pending,
    });
  }

  async close(): Promise<void> {
    await this.wiring.close();
  }

  /** Called by Nest once everything has registered itself. Nothing waits for the warming. */
  onApplicationBootstrap(): void {
    if (!this.warmOnStart) return;
    this.wiring.warmer.warmBehind(this.warmOnStart === true ? {} : this.warmOnStart);
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

  private group(name: string): LiveGroup {
    const group = this.groups.get(name);
    if (group === undefined) throw new UnknownGroupError(name);
    return group;
  }
}

/** A cache outside Nest; waits up to a second for Redis. Close it when done. */
export async function createCache<G extends CacheGroups>(options: CachingOptions<G>): Promise<Cache<G>> {
  return new TwoLayerCache(options).whenReady(1_000);
}
