import type { Check } from './check.js';

/** A package that npm put below one of our own projects instead of into the root's node_modules. */
const below = /^(?:apps|libs)\/[^/]+\/node_modules\/((?:@[^/]+\/)?[^/]+)$/;

/**
 * Images are installed from a part of the lock file, and Nx can cut out only what lies in the root's node_modules. It also
 * matters while developing: two copies of one package are two different classes to Nest.
 */
export const lockfileCheck: Check = {
  title: 'Lock file: one copy of each package that services need',
  run: ({ lockedPaths }) => {
    const nested = lockedPaths.flatMap((path) => below.exec(path)?.[1] ?? []);
    if (nested.length === 0) return [];
    return [
      `package-lock.json: ${[...new Set(nested)].join(', ')} lie below a project of ours: find who asks for another version of them or of their peers, and settle it with "overrides" or a dependency of the root`,
    ];
  },
};
