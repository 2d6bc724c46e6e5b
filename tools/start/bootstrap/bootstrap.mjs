import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from './build.mjs';
import { checkNode, install } from './install.mjs';
import { step } from './step.mjs';

/** The folder of the workspace, wherever the command was typed. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/**
 * What comes before everything else, with nothing but Node.js: dependencies and a build.
 * @throws SetupError
 */
export async function bootstrap() {
  checkNode();
  await step('dependencies', (tell) => install(root, tell));
  await step('build', () => build(root));
}
