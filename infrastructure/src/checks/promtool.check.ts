import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.js';

const rulesFolder = 'infrastructure/monitoring/rules';

const promtool = (folder: string, ...args: string[]) =>
  spawnSync('promtool', args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });

/** Prometheus' own tool finds the rules valid and their tests pass. */
export const promtoolCheck: Check = {
  title: 'Prometheus rules: promtool check and test',
  skip: () =>
    promtool('.', '--version').status === 0
      ? undefined
      : 'promtool is not on the PATH (Debian: package prometheus)',
  run: ({ root }) => {
    const folder = join(root, rulesFolder);
    const files = (ending: string) => readdirSync(folder).filter((name) => name.endsWith(ending));
    const runs = [
      promtool(folder, 'check', 'rules', ...files('.rules.yml')),
      promtool(folder, 'test', 'rules', ...files('.test.yml')),
    ];
    return runs
      .filter(({ status }) => status !== 0)
      .map(({ stdout, stderr }) => `${rulesFolder}: ${`${stdout}${stderr}`.replace(/\s+/g, ' ').trim()}`);
  },
};
