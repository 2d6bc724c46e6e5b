import type pg from 'pg';
import type { Lane } from '../lanes/lanes.js';
import { describePlace, type CapturedPlace } from './place.js';

/** Somebody who holds a connection. */
export interface Holder {
  readonly lane: Lane;
  readonly heldMs: number;
  /** The function and the line that asked for the connection. */
  readonly place: string;
}

interface Entry {
  readonly lane: Lane;
  readonly since: number;
  readonly place: CapturedPlace;
  reported: boolean;
}

/** Who holds which connection, and since when. */
export class Holders {
  private readonly entries = new Map<pg.PoolClient, Entry>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  add(client: pg.PoolClient, lane: Lane, place: CapturedPlace): void {
    this.entries.set(client, { lane, place, since: this.now(), reported: false });
  }

  /** Gives back how long it was held, or undefined when nobody held it. */
  remove(client: pg.PoolClient): { lane: Lane; heldMs: number } | undefined {
    const entry = this.entries.get(client);
    if (!entry) return undefined;
    this.entries.delete(client);
    return { lane: entry.lane, heldMs: this.now() - entry.since };
  }

  clients(): readonly pg.PoolClient[] {
    return [...this.entries.keys()];
  }

  /** Everybody, the longest first. */
  list(): Holder[] {
    return [...this.entries.values()]
      .map((entry) => this.describe(entry))
      .sort((a, b) => b.heldMs - a.heldMs);
  }

  /** Those who hold a connection for longer than `afterMs`, each once. Maintenance may take its time and is left out. */
  newLeaks(afterMs: number): Holder[] {
    const leaks = [...this.entries.values()].filter(
      (entry) => !entry.reported && entry.lane !== 'maintenance' && this.now() - entry.since >= afterMs,
    );
    for (const entry of leaks) entry.reported = true;
    return leaks.map((entry) => this.describe(entry));
  }

  private describe({ lane, since, place }: Entry): Holder {
    return { lane, heldMs: this.now() - since, place: describePlace(place) };
  }
}
