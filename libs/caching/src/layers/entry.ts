import { freeze } from './portable.js';

/** A tag and the generation it had before the value was loaded. */
export type EntryTag = readonly [tag: string, generation: number];

/** A cached value with its times (milliseconds since the epoch). */
export interface Entry {
  /** Plain JSON, or undefined; frozen once `settled`. */
  readonly value: unknown;
  readonly freshUntil: number;
  readonly staleUntil: number;
  readonly graceUntil: number;
  /** Bytes the value takes in the process, estimated; 0 until `settled`. */
  readonly weight: number;
  /** How long loading it took. */
  readonly loadMs: number;
  /** See `Portable`. */
  readonly digest: number;
  readonly tags: readonly EntryTag[];
}

/** An entry as Redis holds it: short names, since every value carries them. */
export interface WireEntry {
  /** The value in the clear. */
  readonly v?: unknown;
  /** The value encrypted: a text made by `ValueCipher`. */
  readonly e?: string;
  readonly f: number;
  readonly s: number;
  readonly g: number;
  /** Milliseconds the load took. */
  readonly d: number;
  /** The value's digest. */
  readonly h: number;
  readonly t?: readonly EntryTag[];
}

/** Encrypts the values of one group. `about` is authenticated, not hidden. */
export interface ValueCipher {
  seal(json: string, about: string): string;
  /** The JSON, or undefined when it was not sealed by us, for this. */
  open(sealed: string, about: string): string | undefined;
}

/** The entry as it is written to Redis under the key. */
export function toWire(entry: Entry, key: string, cipher?: ValueCipher): WireEntry {
  const wire = {
    f: entry.freshUntil,
    s: entry.staleUntil,
    g: entry.graceUntil,
    d: Math.round(entry.loadMs),
    h: entry.digest,
    ...(entry.tags.length === 0 ? {} : { t: entry.tags }),
  };
  if (cipher === undefined) return { v: entry.value, ...wire };
  // JSON has no undefined: "there is none" is sealed as null beside a digest of 0.
  return { e: cipher.seal(JSON.stringify(entry.value ?? null), aboutOf(wire, key)), ...wire };
}

/** What Redis held under the key, or undefined when that is no entry. */
export function fromWire(wire: unknown, key: string, cipher?: ValueCipher): Entry | undefined {
  if (typeof wire !== 'object' || wire === null) return undefined;
  const { v, e, f, s, g, d, h, t = [] } = wire as Partial<Record<keyof WireEntry, unknown>>;
  if (typeof f !== 'number' || typeof s !== 'number' || typeof g !== 'number') return undefined;
  if (typeof d !== 'number' || !(d >= 0) || typeof h !== 'number') return undefined;
  if (!Array.isArray(t) || !t.every(isEntryTag)) return undefined;
  let value = v;
  if (cipher !== undefined) {
    // A value in the clear where a sealed one belongs was not written by us.
    if (typeof e !== 'string') return undefined;
    const json = cipher.open(e, aboutOf(wire as WireEntry, key));
    if (json === undefined) return undefined;
    value = h === 0 ? undefined : (JSON.parse(json) as unknown);
  } else if (e !== undefined) return undefined;
  return { value, freshUntil: f, staleUntil: s, graceUntil: g, weight: 0, loadMs: d, digest: h, tags: t };
}

/** The entry ready to be held by many: its value frozen and weighed. */
export function settled(entry: Entry): Entry {
  return { ...entry, weight: freeze(entry.value) };
}

/** What belongs to a sealed value: nobody can put it under another key, give it another time or take a tag from it. */
function aboutOf({ f, s, g, d, h, t = [] }: WireEntry, key: string): string {
  return JSON.stringify([key, f, s, g, d, h, t]);
}

function isEntryTag(item: unknown): item is EntryTag {
  return Array.isArray(item) && typeof item[0] === 'string' && typeof item[1] === 'number';
}
