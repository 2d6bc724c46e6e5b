import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import {
  Cache,
  type Loader,
  type LoadOptions,
  type Scope,
  type StoreOptions,
  type WarmOptions,
  type WarmReport,
} from './cache.js';
import { type CacheGroups, type ChangeName, type GroupName, resolveGroup } from './cache-groups.js';
import { InvalidKeyError, UnknownGroupError } from './caching.errors.js';
import { type CachingOptions, resolveOptions } from './caching.options.js';
import { checkTag, type KeyPart, keyUnder } from './keys/cache-key.js';
import type { LocalEntry } from './layers/local-entry.js';
import { freeze, toPortable } from './layers/portable.js';
import type { CacheContext, LiveGroup, Target } from './loading/cache-context.js';
import { refreshesEarly } from './loading/early-refresh.js';
import { EntryWriter } from './loading/entry-writer.js';
import { type Answer, Finder, type Found } from './loading/finder.js';
import { SingleFlight } from './loading/single-flight.js';
import { type LoadJob, ValueLoader } from './loading/value-loader.js';
import { waitUnlessAborted } from './loading/wait-unless-aborted.js';
import type { CacheStats } from './stats/cache-stats.js';
import { groupsByChange, scopeTag } from './tags/change-rules.js';
import { isUndisturbed } from './tags/tag-table.js';
import { type Connector, wire, type Wiring } from './wiring.js';

const mostTags = 16;
/** How long a stale value is served from memory without looking again: while it is refreshed, and after that failed. */
const calmWhileRefreshingMs = 100;
const calmAfterFailureMs = 1_000;

/** The cache over `lru-cache` and Redis. */
export class TwoLayerCache<G extends CacheGroups>
  extends Cache<G>
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly groups: ReadonlyMap<string, LiveGroup>;
  private readonly wiring: Wiring;
  private readonly context: CacheContext;
  private readonly lookups = new SingleFlight<Answer>(freezeAnswer);
  private readonly finder: Finder;
  private readonly loader: ValueLoader;
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
    this.wiring = wire(options, groups, (key) => this.forget(key), connect);
    this.groups = this.wiring.groups;
    this.context = this.wiring.context;
    this.finder = new Finder(this.context);
    this.loader = new ValueLoader(this.context);
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
    const entry = this.fresh(group, parts, time);
    if (entry === undefined || options?.signal?.aborted === true) {
      return this.look(group, parts, loader, options);
    }
    group.figures.hit(time);
    if (time >= entry.earlyFrom) {
      this.maybeRefresh(entry, time, jobOf({ group, key: entry.key, parts }, loader, options));
    }
    return entry.answer as Promise<T>;
  }

  async get<T>(groupName: GroupName<G>, parts: readonly KeyPart[]): Promise<T | undefined> {
    const group = this.group(groupName);
    const time = this.now();
    const fresh = this.fresh(group, parts, time);
    if (fresh !== undefined) {
      group.figures.hit(time);
      return fresh.value as T;
    }
    const target = { group, key: keyUnder(group.prefix, parts), parts };
    const found = this.calmed(target.key, time) ?? (await this.find(target));
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
    const key = keyUnder(group.prefix, parts);
    const portable = toPortable(groupName, value);
    const marks = await this.context.generations.capture(tagsOf(group, parts, options));
    const entry = this.writer.entryOf({ group, portable, marks, ttlMs: options.ttlMs });
    if (entry === undefined) return this.delete(groupName, parts);
    this.forget(key);
    const target = { group, key, parts };
    this.writer.near(target, entry, marks);
    const written = await this.writer.far(target, entry);
    await this.wiring.invalidations.key(key, written === 'done');
  }

  async delete(groupName: GroupName<G>, parts: readonly KeyPart[]): Promise<void> {
    const group = this.group(groupName);
    const key = keyUnder(group.prefix, parts);
    this.forget(key);
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
    await this.invalidate(stale.flatMap((name) => scopes.map((scope) => scopeTag(name, scope))));
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

  /** The process's own entry, if it is fresh and nobody must be asked about it. */
  private fresh(group: LiveGroup, parts: readonly KeyPart[], time: number): LocalEntry | undefined {
    const { l1, generations } = this.context;
    const entry =
      parts.length === 1
        ? group.l1.byPart.get(parts[0] as KeyPart)
        : group.settings.inL1
          ? l1.get(keyUnder(group.prefix, parts))
          : undefined;
    if (entry === undefined || time >= entry.freshUntil || !generations.isTrusted(entry.marks, time)) {
      return undefined;
    }
    entry.used = true;
    return entry;
  }

  /** The way of a lookup that memory alone can't answer. */
  private look<T>(
    group: LiveGroup,
    parts: readonly KeyPart[],
    loader: Loader<T>,
    options?: LoadOptions<T>,
  ): Promise<T> {
    const signal = options?.signal;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    return waitUnlessAborted(this.lookFurther(group, parts, loader, options), signal) as Promise<T>;
  }

  private async lookFurther<T>(
    group: LiveGroup,
    parts: readonly KeyPart[],
    loader: Loader<T>,
    options?: LoadOptions<T>,
  ): Promise<unknown> {
    const { l1, table } = this.context;
    const key = keyUnder(group.prefix, parts);
    const calmed = this.calmed(key, this.now());
    if (calmed !== undefined) return this.counted(group, calmed);
    const under = this.lookups.running(key);
    if (under !== undefined) return this.join(group, under);

    const job = jobOf({ group, key, parts }, loader, options);
    const marks = table.marks(job.tags);
    const before = this.ranOut(key);
    // Before a load is thought of: callers of one turn share one question to Redis anyway.
    const found = await (l1.get(key) === undefined
      ? this.finder.remote(job, job.tags)
      : this.finder.find(job, job.tags));
    if (found?.age === 'fresh') return this.counted(group, { ...found, result: 'hit' });
    const known = isUndisturbed(marks) ? found : undefined;
    const running = this.lookups.running(key);
    if (running !== undefined) return this.join(group, running);
    return this.counted(group, await this.begin({ ...job, before }, known));
  }

  private counted(group: LiveGroup, answer: Answer): unknown {
    group.figures.lookup(answer, this.now());
    return answer.value;
  }

  /** Waits for what another caller of this process has begun. */
  private async join(group: LiveGroup, running: Promise<Answer>): Promise<unknown> {
    const answer = await running;
    return this.counted(group, answer.layer === 'none' ? { ...answer, result: 'joined' } : answer);
  }

  private begin(job: LoadJob, found: Found | undefined): Promise<Answer> {
    const marks = this.context.table.marks(job.tags);
    return this.lookups.begin(
      job.key,
      () => isUndisturbed(marks),
      () => this.answer(job, found),
    );
  }

  /** The answer when nothing fresh was found: what was found, or what the loader makes. */
  private async answer(job: LoadJob, found: Found | undefined): Promise<Answer> {
    const { group, key, tags } = job;
    // While the sources are guarded, a value within its grace is better than a place at the end of the line.
    if (found?.age === 'stale' || (found?.age === 'grace' && group.gate.crowded)) {
      this.finder.calm(key, this.now() + calmWhileRefreshingMs);
      this.refreshBehind(job);
      return { ...found, result: 'stale' };
    }
    const marks = this.context.table.marks(tags);
    try {
      const loading = this.loader.load(job);
      if (found !== undefined && (await this.isSlow(loading, group.settings.softTimeoutMs))) {
        group.figures.softTimeouts += 1;
        if (isUndisturbed(marks)) return { ...found, result: 'stale' };
      }
      const { value, layer } = await loading;
      return { value, layer, result: layer === 'l2' ? 'hit' : 'miss' };
    } catch (error) {
      if (found === undefined || !isUndisturbed(marks)) throw error;
      return this.servedAfterFailure(key, found);
    }
  }

  private servedAfterFailure(key: string, found: Found): Answer {
    this.finder.calm(key, this.now() + calmAfterFailureMs);
    return { ...found, result: 'stale' };
  }

  /** Does the load take longer than a caller with a value at hand should wait? Whatever comes of it later is nobody's error. */
  private async isSlow(loading: Promise<unknown>, softTimeoutMs: number): Promise<boolean> {
    if (softTimeoutMs === 0) return false;
    const done = new AbortController();
    const settled = loading.then(
      () => false,
      () => false,
    );
    const late = delay(softTimeoutMs, true, { signal: done.signal }).catch(() => false);
    const slow = await Promise.race([settled, late]);
    done.abort();
    return slow;
  }

  private maybeRefresh(entry: LocalEntry, time: number, job: LoadJob): void {
    const { random } = this.context;
    if (!refreshesEarly(job.group.settings.earlyRefresh, entry, time, random())) return;
    job.group.figures.earlyRefreshes += 1;
    this.refreshBehind({ ...job, before: entry, freshAfter: entry.freshUntil });
  }

  private refreshBehind(job: LoadJob): void {
    this.loader.refresh(job, (failed) => {
      if (failed) this.finder.calm(job.key, this.now() + calmAfterFailureMs);
    });
  }

  /** The value here that has run out of time, if nobody said that it changed: what the next load is compared with. */
  private ranOut(key: string): LocalEntry | undefined {
    const { l1, generations } = this.context;
    const entry = l1.get(key);
    return entry !== undefined && generations.isCurrent(entry.marks) ? entry : undefined;
  }

  private calmed(key: string, time: number): Answer | undefined {
    const entry = this.finder.calmed(key, time);
    return entry && { value: entry.value, layer: 'l1', result: 'stale' };
  }

  private async find(target: Target): Promise<Answer | undefined> {
    const found = await this.finder.find(target, []);
    if (found === undefined || found.age === 'grace') return undefined;
    return { ...found, result: found.age === 'fresh' ? 'hit' : 'stale' };
  }

  /** The key's value here, also one that is being loaded, is out of date. */
  private forget(key: string): void {
    this.context.l1.delete(key);
    this.lookups.supersede(key);
    this.loader.supersede(key);
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

function jobOf<T>({ group, key, parts }: Target, loader: Loader<T>, options: LoadOptions<T> = {}): LoadJob {
  return { group, key, parts, tags: tagsOf(group, parts, options), loader, ttlMs: options.ttlMs };
}

/** A value of a group without L1 is frozen only when several callers get it. */
function freezeAnswer({ value }: Answer): void {
  if (!Object.isFrozen(value)) freeze(value);
}

/** What a value is made of: the tags given, and one for its scope if its group is stale on changes. */
function tagsOf(
  { settings }: LiveGroup,
  parts: readonly KeyPart[],
  { tags = [], scope }: Scope,
): readonly string[] {
  if (tags.length > mostTags) throw new InvalidKeyError(`a value has ${mostTags} tags at most`);
  const checked = tags.map(checkTag);
  const about = scope ?? parts[0];
  return settings.staleOn.length === 0 || about === undefined
    ? checked
    : [scopeTag(settings.name, about), ...checked];
}
