import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder under the workspace's `node_modules/.cache` that tests of all projects share, for what is costly to make and the same for
 * all: an initialised PostgreSQL cluster, a downloaded Redis. It need not exist yet.
 */
export function workspaceCache(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('no package-lock.json above @analyticbot/testing: not inside a workspace');
    folder = parent;
  }
  return join(folder, 'node_modules', '.cache', 'test-servers');
}
