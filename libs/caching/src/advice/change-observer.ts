import { adviseTtl, type ReloadObservations, type TtlAdvice } from './ttl-advice.js';

/** Older observations lose half of their weight each time so many have come in. */
const memory = 2_000;

/** Gathers, for one group, how often a value that ran out had really changed. */
export class ChangeObserver {
  private reloads = 0;
  private changed = 0;
  private ageMs = 0;

  /** A value was loaded again, so long after the one before, and was the same or not. */
  reloaded(ageMs: number, changed: boolean): void {
    if (this.reloads >= memory) {
      this.reloads /= 2;
      this.changed /= 2;
      this.ageMs /= 2;
    }
    this.reloads += 1;
    this.ageMs += ageMs;
    if (changed) this.changed += 1;
  }

  get observations(): ReloadObservations {
    const { reloads, changed } = this;
    return { reloads, changed, meanAgeMs: reloads === 0 ? 0 : this.ageMs / reloads };
  }

  /** What time to live the group should have, or null while too little was seen. */
  advice(ttlMs: number): TtlAdvice | null {
    return adviseTtl(ttlMs, this.observations);
  }
}
