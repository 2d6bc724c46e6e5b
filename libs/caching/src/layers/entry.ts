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

/** What stands at an entry's first place. */
const kinds = { none: 0, clear: 1, sealed: 2 } as const;

/**
 * An entry as Redis holds it: a list, since reading names would take longer than reading the figures; times after the first as
 * differences, since short numbers are read faster than long ones. Another layout needs another `wireLayout`.
 */
export type WireEntry = readonly [
  kind: number,
  /** The value; its text made by `ValueCipher`, if it is sealed; 0, if it is none. */
  value: unknown,
  freshUntil: number,
  staleMs: number,
  graceMs: number,
  /** Milliseconds the load took. */
  loadMs: number,
  digest: number,
  /** Tags and their generations in turns. */
  ...tags: (string | number)[],
];

/** Belongs into the keys of values, so that releases with another layout never meet each other's. */
export const wireLayout = 'v2';

const figuresBeforeTags = 7;

/** Encrypts the values of one group. `about` is authenticated, not hidden. */
export interface ValueCipher {
  seal(json: string, about: string): string;
  /** The JSON, or undefined when it was not sealed by us, for this. */
  open(sealed: string, about: string): string | undefined;
}

/** The entry as it is written to Redis under the key. */
export function toWire(entry: Entry, key: string, cipher?: ValueCipher): WireEntry {
  const { value, freshUntil, staleUntil, graceUntil, loadMs, digest, tags } = entry;
  const about = [
    freshUntil,
    staleUntil - freshUntil,
    graceUntil - staleUntil,
    Math.round(loadMs),
    digest,
    ...tags.flat(),
  ] as WireAbout;
  if (cipher !== undefined) {
    // No JSON is empty: that stands for "there is none".
    const json = value === undefined ? '' : JSON.stringify(value);
    return [kinds.sealed, cipher.seal(json, aboutOf(key, about)), ...about];
  }
  return value === undefined ? [kinds.none, 0, ...about] : [kinds.clear, value, ...about];
}

/** What Redis held under the key, or undefined when that is no entry. */
export function fromWire(wire: unknown, key: string, cipher?: ValueCipher): Entry | undefined {
  if (!isWireEntry(wire)) return undefined;
  const [kind, held, freshUntil, staleMs, graceMs, loadMs, digest] = wire;
  // A value in the clear where a sealed one belongs was not written by us.
  if ((kind === kinds.sealed) !== (cipher !== undefined)) return undefined;
  let value = kind === kinds.none ? undefined : held;
  if (cipher !== undefined) {
    const about = wire.slice(2) as unknown as WireAbout;
    const json = typeof held === 'string' ? cipher.open(held, aboutOf(key, about)) : undefined;
    if (json === undefined) return undefined;
    value = json === '' ? undefined : (JSON.parse(json) as unknown);
  }
  const staleUntil = freshUntil + staleMs;
  const tags = tagsOf(wire);
  return { value, freshUntil, staleUntil, graceUntil: staleUntil + graceMs, weight: 0, loadMs, digest, tags };
}

/** The entry ready to be held by many: its value frozen and weighed. */
export function settled(entry: Entry): Entry {
  return { ...entry, weight: freeze(entry.value) };
}

/** All but what the value is. */
type WireAbout = WireEntry extends readonly [unknown, unknown, ...infer About] ? About : never;

/** What belongs to a sealed value: nobody can put it under another key, give it another time or take a tag from it. */
function aboutOf(key: string, about: WireAbout): string {
  return JSON.stringify([key, ...about]);
}

function isWireEntry(wire: unknown): wire is WireEntry {
  if (!Array.isArray(wire) || wire.length < figuresBeforeTags) return false;
  const items = wire as readonly unknown[];
  if (items[0] !== kinds.clear && items[0] !== kinds.sealed && items[0] !== kinds.none) return false;
  for (let position = 2; position < figuresBeforeTags; position += 1) {
    if (typeof items[position] !== 'number') return false;
  }
  for (let position = figuresBeforeTags; position < items.length; position += 2) {
    if (typeof items[position] !== 'string' || typeof items[position + 1] !== 'number') return false;
  }
  return true;
}

function tagsOf(wire: WireEntry): EntryTag[] {
  const tags: EntryTag[] = [];
  for (let position = figuresBeforeTags; position < wire.length; position += 2) {
    tags.push([wire[position] as string, wire[position + 1] as number]);
  }
  return tags;
}
