/** What a test run came to: names of what failed and of what was skipped, and how much passed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** Nothing ran yet. */
export const NO_OUTCOME: Outcome = { passed: 0, failed: [], skipped: [] };

/** All outcomes as one. */
export function combine(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, outcome) => sum + outcome.passed, 0),
    failed: outcomes.flatMap((outcome) => outcome.failed),
    skipped: outcomes.flatMap((outcome) => outcome.skipped),
  };
}

/** The part of Jest's `--json` output we read. */
interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Reads the report of one project's Jest. A test file that could not even run counts as one failure.
 * @param text what Jest wrote; undefined or broken when it crashed, which counts as one failure
 */
export function readJestReport(project: string, text: string | undefined): Outcome {
  let report: JestReport;
  try {
    report = JSON.parse(text ?? '') as JestReport;
  } catch {
    return { ...NO_OUTCOME, failed: [`${project}: the test runner left no results`] };
  }
  const named = (status: readonly string[]) =>
    report.testResults.flatMap((file) =>
      file.assertionResults
        .filter((test) => status.includes(test.status))
        .map((test) => `${project}: ${test.fullName}`),
    );
  const broken = report.testResults
    .filter(
      (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
    )
    .map((file) => `${project}: ${file.name} could not run`);
  return {
    passed: named(['passed']).length,
    failed: [...named(['failed']), ...broken],
    skipped: named(['pending', 'skipped', 'todo', 'disabled']),
  };
}

/** The part of the record Nx keeps of its last run that we read. */
interface NxRecord {
  readonly tasks: readonly { readonly taskId: string; readonly target: string; readonly status: number }[];
}

/**
 * Counts tasks of Nx, one each.
 * @param expected the tasks that should have run, such as `storage:lint`; one that Nx never reached counts as failed
 * @param text what Nx wrote about the run
 */
export function readNxRecord(expected: readonly string[], text: string | undefined): Outcome {
  let record: NxRecord = { tasks: [] };
  try {
    record = JSON.parse(text ?? '') as NxRecord;
  } catch {
    // Nx crashed before it ran anything: then all of them failed.
  }
  const passed = new Set(record.tasks.filter((task) => task.status === 0).map((task) => task.taskId));
  return {
    passed: expected.filter((task) => passed.has(task)).length,
    failed: expected.filter((task) => !passed.has(task)),
    skipped: [],
  };
}

/** The report people and machines read, line by line; the last line counts. */
export function report({ passed, failed, skipped }: Outcome): string[] {
  return [
    ...(skipped.length > 0 ? ['', 'Skipped:', ...skipped.map((name) => `  - ${name}`)] : []),
    ...(failed.length > 0 ? ['', 'Failed:', ...failed.map((name) => `  ✖ ${name}`)] : []),
    '',
    `${passed} passed, ${failed.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
  ];
}
