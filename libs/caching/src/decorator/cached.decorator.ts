import { Inject } from '@nestjs/common';
import { Cache } from '../cache.js';
import type { CacheGroups, GroupName } from '../cache-groups.js';
import type { KeyPart } from '../keys/cache-key.js';

/** Where Nest puts the cache into instances with a cached method: no constructor parameter is needed for it. */
const injected = 'cacheOfCachedMethods';

/** What may be said beside group and key. */
export interface CachedOptions<A extends unknown[]> {
  /** Instead of the group's. */
  readonly ttlMs?: number;
  /** What the value is about, from the method's arguments. @default the key's first part */
  readonly scope?: (...args: A) => KeyPart;
}

/**
 * Makes the decorator of one table of groups: `const Cached = cachedBy<typeof groups>()`, then `@Cached('report', (id: string) =>
 * [id])` above a method of a Nest provider. The method becomes the loader of `getOrLoad`; the compiler checks that the
 * group is in the table, that the key's function takes the method's arguments, and that the method returns a promise.
 */
export function cachedBy<G extends CacheGroups>() {
  return function Cached<A extends unknown[]>(
    group: GroupName<G>,
    key: (...args: A) => readonly KeyPart[],
    { scope, ttlMs }: CachedOptions<A> = {},
  ) {
    return <R>(
      target: object,
      _name: string | symbol,
      descriptor: TypedPropertyDescriptor<(...args: A) => Promise<R>>,
    ): void => {
      Inject(Cache)(target, injected);
      const method = descriptor.value;
      if (method === undefined) return;
      descriptor.value = function (this: { [injected]: Cache<G> }, ...args: A): Promise<R> {
        return this[injected].getOrLoad<R>(group, key(...args), () => method.apply(this, args), {
          ...(ttlMs === undefined ? {} : { ttlMs }),
          ...(scope === undefined ? {} : { scope: scope(...args) }),
        });
      } as (...args: A) => Promise<R>;
    };
  };
}
