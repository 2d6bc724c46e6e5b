/**
 * Makes what pruning left fit for `npm ci --omit=dev`: `node settle-pruned.mjs <folder>`. Running it twice changes nothing.
 *
 * - npm looks at the development dependencies of linked libraries even when it omits them, and pruning rightly leaves those
 *   out of the lock file. So they are dropped from the copied manifests.
 * - A lock written where the registry held no package for some platform still names that package as an optional dependency,
 *   and `npm ci` refuses the whole lock, although nothing it would install is missing. So these are dropped from the lock.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Give the folder of a pruned service, for example: apps/bot-gateway/dist');
  process.exit(2);
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

const scopes = join(folder, 'workspace_modules');
const libraries = readdirSync(scopes).flatMap((scope) =>
  readdirSync(join(scopes, scope)).map((name) => join(scopes, scope, name)),
);
for (const manifest of [folder, ...libraries].map((place) => join(place, 'package.json'))) {
  const { devDependencies: _left, ...rest } = readJson(manifest);
  writeJson(manifest, rest);
}

const file = join(folder, 'package-lock.json');
const lock = readJson(file);
const held = new Set(
  Object.keys(lock.packages).map((path) =>
    path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
  ),
);

let dropped = 0;
for (const entry of Object.values(lock.packages)) {
  delete entry.devDependencies;
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (held.has(name)) continue;
    delete entry.optionalDependencies[name];
    dropped += 1;
  }
}
writeJson(file, lock);
console.log(
  `${folder}: ${libraries.length} libraries, ${dropped} optional package(s) of other platforms dropped.`,
);
