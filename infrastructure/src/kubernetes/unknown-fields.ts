/** The own fields of an object that nobody read while it was watched. */
interface Watched {
  readonly path: string;
  readonly value: object;
  readonly read: Set<string>;
}

/**
 * Runs a validator over a value and lists the fields that it never looked at, as paths (`spec.minReplica`).
 *
 * Validators compiled from a schema read each field that the schema has and, of maps such as labels, every entry. What
 * is left unread is therefore unknown to the schema, although the validator lets it pass.
 */
export function unreadFields(value: object, validate: (watched: object) => void): string[] {
  const all: Watched[] = [];
  validate(watch(value, '', all));
  return all.flatMap(({ path, value: object, read }) =>
    Object.keys(object)
      .filter((key) => !read.has(key))
      .map((key) => (path === '' ? key : `${path}.${key}`)),
  );
}

function watch(value: object, path: string, all: Watched[]): object {
  const read = new Set<string>();
  const inner = new Map<PropertyKey, object>();
  all.push({ path, value, read });
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol') return found;
      read.add(key);
      if (found === null || typeof found !== 'object') return found;
      const known = inner.get(key) ?? watch(found, path === '' ? key : `${path}.${key}`, all);
      inner.set(key, known);
      return known;
    },
  });
}
