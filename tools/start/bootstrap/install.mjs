import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { run } from './run.mjs';
import { SetupError } from './failure.mjs';

const OLDEST_NODE = [20, 11];

/** @throws SetupError when this Node.js is too old for us. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `Node.js ${version} is too old`,
    `Install Node.js ${OLDEST_NODE.join('.')} or newer (nodejs.org).`,
  );
}

const readPackages = async (file) => JSON.parse(await readFile(file, 'utf8')).packages;

/**
 * True when node_modules holds what package-lock.json says. Compares contents, not file times: those say nothing after a `git checkout`.
 */
export async function isInstalled(root) {
  const wanted = await readPackages(join(root, 'package-lock.json'));
  const present = await readPackages(join(root, 'node_modules', '.package-lock.json')).catch(() => undefined);
  if (!present) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    // The root itself is not listed, and what is optional depends on the platform.
    if (path === '' || (entry.optional && !present[path])) return true;
    return (
      present[path] && present[path].version === entry.version && present[path].resolved === entry.resolved
    );
  });
}

/** Installs the dependencies unless they are there already. */
export async function install(root, tell) {
  if (await isInstalled(root)) return tell('up to date');
  // Development dependencies hold the compiler: they are needed even where NODE_ENV says production.
  const npm = ['ci', '--include=dev', '--no-audit', '--no-fund', '--prefer-offline'];
  const { code, output } = await run('npm', npm, { cwd: root, shell: process.platform === 'win32' });
  if (code === 0) return tell('installed');
  if (/ENOSPC/.test(output))
    throw new SetupError('the disk is full', 'Free some space and start again.', output);
  if (/ENOTFOUND|ETIMEDOUT|ECONNREFUSED|EAI_AGAIN/.test(output)) {
    throw new SetupError(
      'npm cannot reach its registry',
      'Check the network or the proxy settings of npm.',
      output,
    );
  }
  if (/EACCES/.test(output)) {
    throw new SetupError(
      `npm may not write to ${root}`,
      'Make the folder yours (chown) and start again.',
      output,
    );
  }
  throw new SetupError('npm ci failed', 'The lines above say why.', output);
}
