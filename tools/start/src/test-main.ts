import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { startGuard } from '@analyticbot/embedded';

import { type Step } from './start-everything.js';
import { findChromium } from './test-run/chromium.js';
import { Nx, type Project } from './test-run/nx.js';
import { combine, readJestReport, readNxRecord, report, type Outcome } from './test-run/results.js';

/** How `npm test` was called. */
export interface TestOptions {
  /** The workspace. */
  readonly root: string;
  readonly step: Step;
  readonly environment: NodeJS.ProcessEnv;
}

/** What each project is checked for, one count a project; a target nobody has is left out. */
const CHECKS = ['lint', 'typecheck', 'validate'];

/** Runs the tests of one target everywhere and reads what each project's Jest wrote, which Nx cannot tell. */
async function runTests(nx: Nx, root: string, target: string): Promise<Outcome> {
  const projects = await nx.projectsWith(target);
  if (projects.length === 0) return combine([]);
  const results = (project: Project) => join(root, project.root, 'test-results.json');
  // What an earlier run left must not pass for ours.
  for (const project of projects) await rm(results(project), { force: true });
  const record = await nx.runMany([target], projects);
  const outcomes = await Promise.all(
    projects.map(async (project) => {
      const outcome = readJestReport(
        project.name,
        await readFile(results(project), 'utf8').catch(() => undefined),
      );
      // Jest may fail for another reason than a test, such as a handle that throws at its end.
      const [task] = readNxRecord([`${project.name}:${target}`], record).failed;
      return task && outcome.failed.length === 0
        ? { ...outcome, failed: [`${task} failed after its tests`] }
        : outcome;
    }),
  );
  return combine(outcomes);
}

async function runChecks(nx: Nx): Promise<Outcome> {
  const wanted: string[] = [];
  for (const target of CHECKS) {
    for (const project of await nx.projectsWith(target)) wanted.push(`${project.name}:${target}`);
  }
  const targets = [...new Set(wanted.map((task) => task.slice(task.indexOf(':') + 1)))];
  return readNxRecord(wanted, await nx.runMany(targets));
}

/**
 * Runs everything that proves the project: checks, then unit and integration tests, then end-to-end tests, and reports. The last line it
 * prints is `N passed, N failed`, with `, N skipped` after it when some were.
 * @returns the exit code
 */
export async function testMain({ root, step, environment }: TestOptions): Promise<number> {
  const chromium = await step('Chromium', (tell) => findChromium(environment, tell));
  if (!environment['RECORDINGS_DIR'])
    console.log('  RECORDINGS_DIR is not set: tests over recordings will be skipped.');
  const guard = startGuard();
  const nx = new Nx({
    root,
    environment: chromium ? { ...environment, CHROMIUM_PATH: chromium } : environment,
    guard,
    onLine: (line) => console.log(line),
  });
  const outcomes: Outcome[] = [];
  const phases: [string, () => Promise<Outcome>][] = [
    ['lint, typecheck and validation', () => runChecks(nx)],
    ['unit and integration tests', () => runTests(nx, root, 'test')],
    ['end-to-end tests', () => runTests(nx, root, 'e2e')],
  ];
  for (const [label, phase] of phases) {
    console.log(`\n== ${label}`);
    outcomes.push(
      await phase().catch((error: Error) => ({
        passed: 0,
        failed: [`${label}: ${error.message}`],
        skipped: [],
      })),
    );
  }
  await guard.close();
  const total = combine(outcomes);
  for (const line of report(total)) console.log(line);
  return total.failed.length === 0 ? 0 : 1;
}
