/**
 * Makes a pruned lock file agree with itself: `node settle-lockfile.mjs <folder>`.
 *
 * A lock written where the registry held no package for some platform still names that package as an optional
 * dependency. `npm ci` then refuses the whole lock, although nothing it would install is missing. So optional
 * dependencies that the lock does not hold are dropped from it; running it twice changes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Give the folder of a pruned service, for example: apps/bot-gateway/dist');
  process.exit(2);
}

const file = join(folder, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const held = new Set(
  Object.keys(lock.packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
);

let dropped = 0;
for (const entry of Object.values(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (held.has(name)) continue;
    delete entry.optionalDependencies[name];
    dropped += 1;
  }
}
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${file}: ${dropped} optional package(s) of other platforms dropped.`);
