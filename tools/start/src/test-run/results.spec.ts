import { combine, NO_OUTCOME, readJestReport, readNxRecord, report } from './results.js';

const file = (status: string, tests: [string, string][]) => ({
  name: '/w/a.spec.ts',
  status,
  assertionResults: tests.map(([fullName, result]) => ({ fullName, status: result })),
});
const jestReport = (...testResults: object[]) => JSON.stringify({ testResults });

describe('readJestReport', () => {
  it('counts tests and names what failed and what was skipped', () => {
    const text = jestReport(
      file('failed', [
        ['adds', 'passed'],
        ['divides', 'failed'],
        ['reads recordings', 'pending'],
      ]),
    );
    expect(readJestReport('math', text)).toEqual({
      passed: 1,
      failed: ['math: divides'],
      skipped: ['math: reads recordings'],
    });
  });

  it('counts a file that could not run as a failure', () => {
    expect(readJestReport('math', jestReport(file('failed', []))).failed).toEqual([
      'math: /w/a.spec.ts could not run',
    ]);
  });

  it.each([undefined, '', '{"testRes'])('counts a runner without results as a failure (%p)', (text) => {
    expect(readJestReport('math', text).failed).toEqual(['math: the test runner left no results']);
  });

  it('takes a project without tests as it is', () => {
    expect(readJestReport('empty', jestReport())).toEqual(NO_OUTCOME);
  });
});

describe('readNxRecord', () => {
  const record = JSON.stringify({
    tasks: [
      { taskId: 'a:lint', target: 'lint', status: 0 },
      { taskId: 'a:build', target: 'build', status: 0 },
      { taskId: 'b:lint', target: 'lint', status: 1 },
    ],
  });

  it('counts what was asked for, failed what failed and what never ran', () => {
    expect(readNxRecord(['a:lint', 'b:lint', 'c:lint'], record)).toEqual({
      passed: 1,
      failed: ['b:lint', 'c:lint'],
      skipped: [],
    });
  });

  it('fails all when there is no record', () => {
    expect(readNxRecord(['a:lint'], undefined).failed).toEqual(['a:lint']);
  });
});

describe('report', () => {
  it('ends with the counts', () => {
    expect(report({ passed: 3, failed: [], skipped: [] }).at(-1)).toBe('3 passed, 0 failed');
  });

  it('names what failed and what was skipped before it counts', () => {
    const total = combine([
      { passed: 1, failed: ['a: x'], skipped: [] },
      { passed: 2, failed: [], skipped: ['b: y'] },
    ]);
    expect(report(total)).toEqual([
      '',
      'Skipped:',
      '  - b: y',
      '',
      'Failed:',
      '  ✖ a: x',
      '',
      '3 passed, 1 failed, 1 skipped',
    ]);
  });
});
