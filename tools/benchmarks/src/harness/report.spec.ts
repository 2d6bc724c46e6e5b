import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeResult, digits, goalOf, thisMachine, writeResult, type BenchmarkResult } from './report.js';

const spread = { median: 12.5, min: 10, max: 20, q1: 11, q3: 13 };

describe('goalOf', () => {
  it('meets a goal that it reaches exactly, in either direction', () => {
    expect(goalOf('a', spread, 12.5).met).toBe(true);
    expect(goalOf('a', spread, 12.6).met).toBe(false);
    expect(goalOf('a', spread, 12.5, 'lower').met).toBe(true);
    expect(goalOf('a', spread, 12.4, 'lower').met).toBe(false);
  });

  it('keeps the extremes beside the median', () => {
    expect(goalOf('a', spread, 10)).toMatchObject({
      value: 12.5,
      min: 10,
      max: 20,
      goal: 10,
      better: 'higher',
    });
  });
});

it.each([
  [0, '0'],
  [0.001234, '0.00123'],
  [12.345, '12.3'],
  [12345.6, '12346'],
])('shows %d as %s', (figure, text) => expect(digits(figure)).toBe(text));

describe('a result', () => {
  const result: BenchmarkResult = {
    name: 'before-after',
    at: '2026-01-01T00:00:00.000Z',
    machine: thisMachine(),
    rounds: 2,
    goals: [goalOf('speed-up', spread, 10), goalOf('hit-rate', { ...spread, median: 0.5 }, 0.7)],
    sides: { report: [{ name: 'before', msPerOperation: [30, 34], latency: { p50: 31, p95: 60 } }] },
    facts: { rows: 1000 },
  };

  it('is a table for people that names what was missed', () => {
    const text = describeResult(result);
    expect(text).toMatch(/before\s*│ 32\s*│ 30 … 34\s*│ 31\s*│ 60/);
    expect(text).toMatch(/speed-up\s*│ 12.5\s*│ 10 … 20\s*│ ≥ 10\s*│ met/);
    expect(text).toMatch(/hit-rate.*│ not met/);
  });

  it('is JSON for machines, in a folder that need not exist', () => {
    const folder = mkdtempSync(join(tmpdir(), 'benchmarks-'));
    const file = join(folder, 'results', 'before-after.json');
    writeResult(file, result);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(result);
    rmSync(folder, { recursive: true });
  });
});
