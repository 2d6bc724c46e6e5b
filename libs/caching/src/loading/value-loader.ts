import { setTimeout as delay } from 'node:timers/promises';
import type { Loader } from '../cache.js';
import { LoadTimeoutError } from '../caching.errors.js';
import { settled } from '../layers/entry.js';
import type { L2Attempt, LoadLock } from '../redis/l2-store.js';
import { toPortable } from '../layers/portable.js';
import { isUndisturbed, mark, type TagMark } from '../tags/tag-table.js';
import type { CacheContext, Target } from './cache-context.js';
import { EntryWriter } from './entry-writer.js';
import { lastsLonger } from '../lookup/lasts-longer.js';
import { SingleFlight } from '../lookup/single-flight.js';

/** A value to be made. */
export interface LoadJob extends Target {
  readonly tags: readonly string[];
  readonly loader: Loader<unknown>;
  /** The value that ran out, as far as this process knew it. */
  readonly before?: { readonly digest: number; readonly storedAt: number } | undefined;
  /** Another replica's value counts only if it is fresh for longer than this. */
  readonly freshAfter?: number | undefined;
  readonly ttlMs?: number | ((value: never) => number) | undefined;
}

/** A loaded value; `l2`: another replica had loaded it meanwhile. */
export interface Loaded {
  readonly value: unknown;
  readonly layer: 'l2' | 'none';
}

/** A load under way. */
interface Run {
  /** The tags as they were when the value was read; undefined: it is yet to be read. */
  marks: readonly TagMark[] | undefined;
}

/** When and how a load may begin. */
interface Turn {
  readonly counts: () => boolean;
  readonly replaced: Promise<unknown> | undefined;
  /** Nobody waits: leave the work to a replica that has begun. */
  readonly background: boolean;
}

/** Many loads take a millisecond or two: who waits for another replica's looks soon, then less and less often. */
const firstPauseMs = 1;
const longestPauseMs = 100;
const mostRefreshes = 100;

/** Runs loaders: one at a time for a key, in the process by a shared promise, among replicas by a lock in Redis. */
export class ValueLoader {
  private readonly flights = new SingleFlight<Loaded | undefined>();
  private readonly writer: EntryWriter;
  private refreshing = 0;

  constructor(private readonly context: CacheContext) {
    this.writer = new EntryWriter(context);
  }

  /** The value, loaded here or by another replica. Rejects with the loader's error. */
  async load(job: LoadJob): Promise<Loaded> {
    for (;;) {
      const loaded = await (this.flights.running(job.key) ?? this.begin(job, false));
      // A refresh behind a stale answer may have left the work to another replica.
      if (loaded !== undefined) return loaded;
    }
  }

  /** Loads behind a stale answer, unless somebody does already. `done` hears whether it failed. */
  refresh(job: LoadJob, done: (failed: boolean) => void): void {
    if (this.refreshing >= mostRefreshes || this.flights.running(job.key) !== undefined) return;
    this.refreshing += 1;
    this.begin(job, true)
      .then(
        () => done(false),
        () => done(true),
      )
      .finally(() => (this.refreshing -= 1));
  }

  /** What is being loaded for the key no longer counts. */
  supersede(key: string): void {
    this.flights.supersede(key);
  }

  private begin(job: LoadJob, background: boolean): Promise<Loaded | undefined> {
    const run: Run = { marks: undefined };
    return this.flights.begin(
      job.key,
      // What is yet to be loaded is as new as anybody may ask for.
      () => run.marks === undefined || isUndisturbed(run.marks),
      (counts, replaced) => this.work(job, run, { counts, replaced, background }),
    );
  }

  private async work(
    job: LoadJob,
    run: Run,
    { counts, replaced, background }: Turn,
  ): Promise<Loaded | undefined> {
    const { generations, table, now, random, waitMs } = this.context;
    const began = now();
    // One load at a time: what was invalidated while it was loaded is over first. Asking for its lock meanwhile would be in vain, and
    // whoever asks less and less often loses it to those who come later.
    if (replaced !== undefined) await lastsLonger(waitMs, replaced);
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
      const states = job.tags.map((tag) => table.state(tag));
      const attempt = await this.attempt(
        job,
        states.map(({ generation }) => generation),
      );
      if (attempt === undefined) {
        run.marks = await generations.capture(job.tags);
        return this.call(job, run.marks, counts);
      }
      generations.learn(states, attempt.generations);
      const found = await this.takeOver(job, run, attempt);
      if (found !== undefined) {
        if (attempt.lock) await this.writer.far(job, undefined, attempt.lock);
        return found;
      }
      const { lock } = attempt;
      if (lock !== undefined || (!background && now() - began >= waitMs)) {
        run.marks = states.map(mark);
        return this.call(job, run.marks, counts, lock);
      }
      if (background) return undefined;
      await delay(pause * (0.5 + random()));
    }
  }

  /** The lock and the value in Redis; undefined when there is no use in asking. */
  private async attempt(
    { group, key, tags }: LoadJob,
    least: readonly number[],
  ): Promise<L2Attempt | undefined> {
    const { l2, lockMs } = this.context;
    if (l2 === undefined || !l2.available || !group.settings.inL2) return undefined;
    try {
      return await l2.attempt({ key, cipher: group.cipher }, lockMs, tags, least);
    } catch {
      // Counted by the circuit; the value is loaded without a lock.
      return undefined;
    }
  }

  /** Another replica's value, if it is fresh, and fresher than what is to be replaced. */
  private async takeOver(job: LoadJob, run: Run, attempt: L2Attempt): Promise<Loaded | undefined> {
    const { entry } = attempt;
    if (entry === undefined || this.context.now() >= entry.freshUntil) return undefined;
    if (job.freshAfter !== undefined && entry.freshUntil <= job.freshAfter) return undefined;
    const marks = await this.context.generations
      .marksOf(entry, job.tags, attempt.generations)
      // Counted by the circuit; what can't be checked is not served.
      .catch(() => undefined);
    if (marks === undefined || !isUndisturbed(marks)) return undefined;
    run.marks = marks;
    const held = settled(entry);
    this.writer.near(job, held, marks);
    return { value: held.value, layer: 'l2' };
  }

  private async call(
    job: LoadJob,
    marks: readonly TagMark[],
    counts: () => boolean,
    lock?: LoadLock,
  ): Promise<Loaded> {
    const { group } = job;
    const { l2, lockMs } = this.context;
    const renewal =
      lock && setInterval(() => void l2?.renew(lock, lockMs).catch(() => false), lockMs / 3).unref();
    try {
      const { value: made, loadMs } = await group.gate.run(() => this.timed(job));
      const portable = toPortable(group.settings.name, made);
      this.observe(job, portable.digest, loadMs);
      const ttlMs = typeof job.ttlMs === 'function' ? job.ttlMs(portable.value as never) : job.ttlMs;
      const entry = this.writer.entryOf({ group, portable, marks, ttlMs, loadMs });
      // A value that was invalidated while it was loaded goes to those who waited, and no further; so does one whose
      // lock has passed on to a later load.
      const kept = counts() ? entry : undefined;
      const outcome = await this.writer.far(job, kept, lock);
      if (kept !== undefined && outcome !== 'passed-on' && counts()) this.writer.near(job, kept, marks);
      return { value: portable.value, layer: 'none' };
    } catch (error) {
      await this.writer.far(job, undefined, lock);
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  /** Notes what the load cost and whether the value had changed since the one that ran out. */
  private observe({ group, parts, before }: LoadJob, digest: number, loadMs: number): void {
    this.context.hotKeys.missed(group.settings.name, parts, loadMs);
    if (before === undefined) return;
    group.figures.changes.reloaded(this.context.now() - before.storedAt, before.digest !== digest);
  }

  /** Runs the loader, with its deadline and its clock. */
  private async timed({ group, loader }: LoadJob): Promise<{ value: unknown; loadMs: number }> {
    const { name, loadTimeoutMs } = group.settings;
    const { recorder } = this.context;
    const abort = new AbortController();
    const began = performance.now();
    let failed = true;
    let timer: NodeJS.Timeout | undefined;
    recorder.loadBegan(name);
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          const error = new LoadTimeoutError(name, loadTimeoutMs);
          reject(error);
          abort.abort(error);
        }, loadTimeoutMs);
      });
      const value = await Promise.race([loader({ signal: abort.signal }), late]);
      failed = false;
      return { value, loadMs: performance.now() - began };
    } finally {
      clearTimeout(timer);
      recorder.loadEnded(name, performance.now() - began, failed);
    }
  }
}
