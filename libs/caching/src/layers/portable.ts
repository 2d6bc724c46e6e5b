import { NotSerialisableError } from '../caching.errors.js';

/** A value as every caller gets it. */
export interface Portable {
  /** Frozen plain JSON, or undefined. */
  readonly value: unknown;
  /** Bytes of the value's JSON. */
  readonly bytes: number;
  /** Bytes the value takes in the process, estimated. */
  readonly weight: number;
  /** Tells whether two loads gave the same (32 bits: a rare mistake costs nothing but advice). */
  readonly digest: number;
}

/**
 * Takes the value through JSON and freezes it, so that it is the same whichever layer it comes from and no caller can change it
 * for the others. Throws a `NotSerialisableError`.
 */
export function toPortable(group: string, value: unknown): Portable {
  if (value === undefined) return { value, bytes: 0, weight: 0, digest: 0 };
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    throw new NotSerialisableError(group, error);
  }
  if (json === undefined) throw new NotSerialisableError(group, new TypeError(`a ${typeof value}`));
  const plain: unknown = JSON.parse(json);
  return { value: plain, weight: freeze(plain), bytes: Buffer.byteLength(json), digest: digestOf(json) };
}

const word = 8;

/**
 * Freezes plain JSON to its depths and estimates the bytes it takes in V8's heap: 64-bit words without pointer compression, names
 * of properties shared, numbers in their slot or in a box of two words.
 */
export function freeze(value: unknown): number {
  if (typeof value === 'string') return 2 * word + value.length;
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : 2 * word;
  if (typeof value !== 'object' || value === null) return 0;
  let weight = 3 * word;
  if (Array.isArray(value)) {
    weight += (3 + value.length) * word;
    for (let index = 0; index < value.length; index += 1) weight += freeze(value[index]);
  } else {
    for (const name in value) weight += word + freeze((value as Record<string, unknown>)[name]);
  }
  Object.freeze(value);
  return weight;
}

/** FNV-1a over UTF-16 units. */
function digestOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}
