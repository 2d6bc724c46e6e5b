interface Slot {
  index: number;
  hits: number;
  lookups: number;
}

const slots = 30;

/** Hits and lookups of the last `windowMs`, in thirty slots. */
export class RollingWindow {
  private readonly ring: Slot[] = Array.from({ length: slots }, () => ({ index: -1, hits: 0, lookups: 0 }));
  private readonly slotMs: number;
  /** The slot of the moment, and where it begins and ends: most counts fall into the one before them. */
  private slot: Slot;
  private from = 0;
  private until = 0;

  constructor(windowMs: number) {
    this.slotMs = windowMs / slots;
    this.slot = this.ring[0] as Slot;
  }

  /** Counts one lookup at the time `now` (milliseconds). */
  count(hit: boolean, now: number): void {
    if (now < this.from || now >= this.until) this.turnTo(now);
    this.slot.lookups += 1;
    if (hit) this.slot.hits += 1;
  }

  /** The sums up to `now`. */
  sum(now: number): { hits: number; lookups: number } {
    const newest = Math.floor(now / this.slotMs);
    const live = this.ring.filter(({ index }) => index > newest - slots && index <= newest);
    return {
      hits: live.reduce((sum, slot) => sum + slot.hits, 0),
      lookups: live.reduce((sum, slot) => sum + slot.lookups, 0),
    };
  }

  private turnTo(now: number): void {
    const index = Math.floor(now / this.slotMs);
    const slot = this.ring[index % slots] as Slot;
    if (slot.index !== index) Object.assign(slot, { index, hits: 0, lookups: 0 });
    this.slot = slot;
    this.from = index * this.slotMs;
    this.until = this.from + this.slotMs;
  }
}

/** hits / lookups, or null when nobody asked: there is no rate of nothing. */
export function hitRate({ hits, lookups }: { hits: number; lookups: number }): number | null {
  return lookups === 0 ? null : hits / lookups;
}
