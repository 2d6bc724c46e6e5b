/**
 * One of each key, in the order of first appearance. Of two with the same key `merge` makes one: it must not matter which
 * comes first, so that what is delivered late or twice changes no figure.
 */
export function oneEach<T>(
  items: readonly T[],
  keyOf: (item: T) => number | string,
  merge: (one: T, other: T) => T,
): T[] {
  const each = new Map<number | string, T>();
  for (const item of items) {
    const known = each.get(keyOf(item));
    each.set(keyOf(item), known === undefined ? item : merge(known, item));
  }
  return [...each.values()];
}
