import type { Loader, LoadOptions, Scope } from '../cache.js';
import { InvalidKeyError } from '../caching.errors.js';
import { checkTag, type KeyPart } from '../keys/cache-key.js';
import type { LocalEntry } from '../layers/local-entry.js';
import { freeze } from '../layers/portable.js';
import { isUndisturbed, type TagMark } from '../tags/tag-table.js';
import type { CacheContext, LiveGroup, Target } from '../loading/cache-context.js';
import { refreshesEarly } from '../loading/early-refresh.js';
import { type Answer, Finder, type Found } from './finder.js';
import { lastsLonger } from './lasts-longer.js';
import { SingleFlight } from './single-flight.js';
import { type LoadJob, ValueLoader } from '../loading/value-loader.js';
import { waitUnlessAborted } from './wait-unless-aborted.js';

const mostTags = 16;
/** How long a stale value is served from memory without looking again: while it is refreshed, and after that failed. */
const calmWhileRefreshingMs = 100;
const calmAfterFailureMs = 1_000;

/** The way of a question: memory, Redis, what another caller has begun, the loader. */
export class Lookup {
  private readonly lookups = new SingleFlight<Answer>(freezeAnswer);
  private readonly finder: Finder;
  private readonly loader: ValueLoader;

  constructor(private readonly context: CacheContext) {
    this.finder = new Finder(context);
    this.loader = new ValueLoader(context);
  }

  /** The process's own entry, if it is fresh and nobody must be asked about it. */
  fresh(group: LiveGroup, parts: readonly KeyPart[], time: number): LocalEntry | undefined {
    const { l1, generations } = this.context;
    const entry =
      parts.length === 1
        ? group.l1.byPart.get(parts[0] as KeyPart)
        : group.settings.inL1
          ? l1.get(group.keyOf(parts))
          : undefined;
    if (entry === undefined || time >= entry.freshUntil || !generations.isTrusted(entry.marks, time)) {
      return undefined;
    }
    entry.used = true;
    return entry;
  }

  /** The way of a lookup that memory alone can't answer. */
  look<T>(
    group: LiveGroup,
    parts: readonly KeyPart[],
    loader: Loader<T>,
    options?: LoadOptions<T>,
  ): Promise<T> {
    const signal = options?.signal;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    try {
      return waitUnlessAborted(this.lookFurther(group, parts, loader, options), signal) as Promise<T>;
    } catch (error) {
      // A key or a tag that is none.
      return Promise.reject(error as Error);
    }
  }

  /** No `async`: a hit in Redis is to cost two promises, not ten. */
  private lookFurther<T>(
    group: LiveGroup,
    parts: readonly KeyPart[],
    loader: Loader<T>,
    options?: LoadOptions<T>,
  ): Promise<unknown> {
    const { l1, table } = this.context;
    const key = group.keyOf(parts);
    const isHere = group.settings.inL1 && l1.get(key) !== undefined;
    const calmed = isHere ? this.calmed(key, this.context.now()) : undefined;
    if (calmed !== undefined) return Promise.resolve(this.counted(group, calmed));
    const under = this.lookups.running(key);
    if (under !== undefined) return this.join(group, under);

    const target = { group, key, parts };
    const tags = tagsOf(group, parts, options);
    let marks: readonly TagMark[] | undefined;
    const marksNow = () => (marks ??= table.marks(tags));
    const before = isHere ? this.ranOut(key) : undefined;
    const decide = (found: Found | undefined): unknown => {
      if (found?.age === 'fresh') {
        return this.counted(group, { value: found.value, layer: found.layer, result: 'hit' });
      }
      const job = { ...target, tags, loader, before, ttlMs: options?.ttlMs };
      return this.loadUnlessRunning(job, found, marksNow());
    };
    // Before a load is thought of: callers of one turn share one question to Redis anyway.
    if (isHere) return this.finder.find(target, marksNow()).then(decide);
    return this.finder.remote(target, marksNow, decide);
  }

  /** Nothing fresh was found: joins who has begun to load meanwhile, or begins. */
  private async loadUnlessRunning(
    job: LoadJob,
    found: Found | undefined,
    marks: readonly TagMark[],
  ): Promise<unknown> {
    const known = isUndisturbed(marks) ? found : undefined;
    const running = this.lookups.running(job.key);
    if (running !== undefined) return this.join(job.group, running);
    return this.counted(job.group, await this.begin(job, known));
  }

  private counted(group: LiveGroup, answer: Answer): unknown {
    group.figures.lookup(answer, this.context.now());
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
      this.finder.calm(key, this.context.now() + calmWhileRefreshingMs);
      this.refreshBehind(job);
      return { ...found, result: 'stale' };
    }
    const marks = this.context.table.marks(tags);
    try {
      const loading = this.loader.load(job);
      const { softTimeoutMs } = group.settings;
      // Whatever comes of a slow load later is nobody's error.
      if (found !== undefined && softTimeoutMs > 0 && (await lastsLonger(softTimeoutMs, loading))) {
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
    this.finder.calm(key, this.context.now() + calmAfterFailureMs);
    return { ...found, result: 'stale' };
  }

  /** After a fresh answer near the end of its time: draws whether to load again behind it. */
  maybeRefresh<T>(
    entry: LocalEntry,
    time: number,
    target: Target,
    loader: Loader<T>,
    options?: LoadOptions<T>,
  ): void {
    const { group, parts } = target;
    if (!refreshesEarly(group.settings.earlyRefresh, entry, time, this.context.random())) return;
    group.figures.earlyRefreshes += 1;
    const tags = tagsOf(group, parts, options);
    const freshAfter = entry.freshUntil;
    this.refreshBehind({ ...target, tags, loader, before: entry, freshAfter, ttlMs: options?.ttlMs });
  }

  private refreshBehind(job: LoadJob): void {
    this.loader.refresh(job, (failed) => {
      if (failed) this.finder.calm(job.key, this.context.now() + calmAfterFailureMs);
    });
  }

  /** The value here that has run out of time, if nobody said that it changed: what the next load is compared with. */
  private ranOut(key: string): LocalEntry | undefined {
    const { l1, generations } = this.context;
    const entry = l1.get(key);
    return entry !== undefined && generations.isCurrent(entry.marks) ? entry : undefined;
  }

  /** The answer from memory past its time, if that is to be served for a moment. */
  calmed(key: string, time: number): Answer | undefined {
    const entry = this.finder.calmed(key, time);
    return entry && { value: entry.value, layer: 'l1', result: 'stale' };
  }

  /** What the layers hold that may be served, fresh or stale. Nothing is loaded. */
  async find(target: Target): Promise<Answer | undefined> {
    const found = await this.finder.find(target, []);
    if (found === undefined || found.age === 'grace') return undefined;
    return { ...found, result: found.age === 'fresh' ? 'hit' : 'stale' };
  }

  /** The key's value here, also one that is being loaded, is out of date. */
  forget(key: string): void {
    this.context.l1.delete(key);
    this.lookups.supersede(key);
    this.loader.supersede(key);
  }
}

/** A value of a group without L1 is frozen only when several callers get it. */
function freezeAnswer({ value }: Answer): void {
  if (!Object.isFrozen(value)) freeze(value);
}

/** What a value is made of: the tags given, and one for its scope if its group is stale on changes. */
export function tagsOf(
  { settings, tagOf }: LiveGroup,
  parts: readonly KeyPart[],
  { tags, scope }: Scope = {},
): readonly string[] {
  const about = settings.staleOn.length === 0 ? undefined : (scope ?? parts[0]);
  if (tags === undefined || tags.length === 0) return about === undefined ? noTags : [tagOf(about)];
  if (tags.length > mostTags) throw new InvalidKeyError(`a value has ${mostTags} tags at most`);
  const checked = tags.map(checkTag);
  return about === undefined ? checked : [tagOf(about), ...checked];
}

const noTags: readonly string[] = [];
