import { NotSerialisableError } from '../caching.errors.js';

/** A tag and the generation it had before the value was loaded. */
export type EntryTag = readonly [tag: string, generation: number];

/** A cached value with its times (milliseconds since the epoch). */
export interface Entry {
  /** Frozen plain JSON, or undefined. */
  readonly value: unknown;
  readonly freshUntil: number;
  readonly staleUntil: number;
  readonly graceUntil: number;
  /** Bytes of the value's JSON. */
  readonly bytes: number;
  readonly tags: readonly EntryTag[];
}

/** An entry as Redis holds it: short names, since every value carries them. */
export interface WireEntry {
  readonly v?: unknown;
  readonly f: number;
  readonly s: number;
  readonly g: number;
  readonly n: number;
  readonly t?: readonly EntryTag[];
}

/** A value as every caller gets it, and how many bytes of JSON it takes. */
export interface Portable {
  readonly value: unknown;
  readonly bytes: number;
}

/**
 * Takes the value through JSON and freezes it, so that it is the same whichever layer it comes from and no caller can change it
 * for the others. Throws a `NotSerialisableError`.
 */
export function toPortable(group: string, value: unknown): Portable {
  if (value === undefined) return { value, bytes: 0 };
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    throw new NotSerialisableError(group, error);
  }
  if (json === undefined) throw new NotSerialisableError(group, new TypeError(`a ${typeof value}`));
  return { value: freeze(JSON.parse(json)), bytes: Buffer.byteLength(json) };
}

/** The entry as it is written to Redis. */
export function toWire(entry: Entry): WireEntry {
  return {
    v: entry.value,
    f: entry.freshUntil,
    s: entry.staleUntil,
    g: entry.graceUntil,
    n: entry.bytes,
    ...(entry.tags.length === 0 ? {} : { t: entry.tags }),
  };
}

/** What Redis held, or undefined when that is no entry. */
export function fromWire(wire: unknown): Entry | undefined {
  if (typeof wire !== 'object' || wire === null) return undefined;
  const { v, f, s, g, n, t = [] } = wire as Partial<Record<keyof WireEntry, unknown>>;
  if (typeof f !== 'number' || typeof s !== 'number' || typeof g !== 'number') return undefined;
  if (typeof n !== 'number' || !(n >= 0)) return undefined;
  if (!Array.isArray(t) || !t.every(isEntryTag)) return undefined;
  return { value: freeze(v), freshUntil: f, staleUntil: s, graceUntil: g, bytes: n, tags: t };
}

function isEntryTag(item: unknown): item is EntryTag {
  return Array.isArray(item) && typeof item[0] === 'string' && typeof item[1] === 'number';
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const child of Object.values(value)) freeze(child);
  return Object.freeze(value);
}
