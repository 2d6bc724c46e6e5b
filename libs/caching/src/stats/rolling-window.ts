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

  constructor(windowMs: number) {
    this.slotMs = windowMs / slots;
  }

  /** Counts one lookup at the time `now` (milliseconds). */
  count(hit: boolean, now: number): void {
    const slot = this.slotAt(now);
    slot.lookups += 1;
    if (hit) slot.hits += 1;
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

  private slotAt(now: number): Slot {
    const index = Math.floor(now / this.slotMs);
    const slot = this.ring[index % slots] as Slot;
    if (slot.index !== index) Object.assign(slot, { index, hits: 0, lookups: 0 });
    return slot;
  }
}

/** hits / lookups, or null when nobody asked: there is no rate of nothing. */
export function hitRate({ hits, lookups }: { hits: number; lookups: number }): number | null {
  return lookups === 0 ? null : hits / lookups;
}
