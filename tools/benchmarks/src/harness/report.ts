import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import Table from 'cli-table3';
import type { SideResult } from './compare.js';
import { spreadOf, type Spread } from './statistics.js';

/** What a figure should be. `min` and `max` are the extremes over the rounds. */
export interface Goal {
  readonly id: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly goal: number;
  readonly better: 'higher' | 'lower';
  readonly met: boolean;
}

/** What a benchmark found. */
export interface BenchmarkResult {
  readonly name: string;
  readonly at: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly goals: readonly Goal[];
  /** Sides in milliseconds, by the part of the benchmark they belong to. */
  readonly sides: Readonly<Record<string, readonly SideResult[]>>;
  /** What else belongs to the figures: sizes, counts. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/** Where it was measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly platform: string;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** A goal, held against a median and its extremes. A figure exactly at the goal meets it. */
export function goalOf(id: string, figures: Spread, goal: number, better: Goal['better'] = 'higher'): Goal {
  const value = figures.median;
  return {
    id,
    value,
    min: figures.min,
    max: figures.max,
    goal,
    better,
    met: better === 'higher' ? value >= goal : value <= goal,
  };
}

/** Writes the result as JSON; makes the folder. */
export function writeResult(file: string, result: BenchmarkResult): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

/** The result for people: what each side took, then the goals. */
export function describeResult(result: BenchmarkResult): string {
  const { machine } = result;
  const sides = new Table({
    head: ['part', 'side', 'ms an operation', 'min … max', 'p50', 'p95', 'p99'],
    style: { head: [], border: [] },
  });
  for (const [part, all] of Object.entries(result.sides)) {
    for (const one of all) {
      const { median, min, max } = spreadOf(one.msPerOperation);
      const { p50, p95 } = one.latency;
      sides.push([
        part,
        one.name,
        digits(median),
        `${digits(min)} … ${digits(max)}`,
        digits(p50),
        digits(p95),
        one.p99 === undefined ? '' : digits(spreadOf(one.p99).median),
      ]);
    }
  }
  const goals = new Table({
    head: ['goal', 'value', 'min … max', 'wanted', ''],
    style: { head: [], border: [] },
  });
  for (const { id, value, min, max, goal, better, met } of result.goals) {
    const wanted = `${better === 'higher' ? '≥' : '≤'} ${digits(goal)}`;
    goals.push([id, digits(value), `${digits(min)} … ${digits(max)}`, wanted, met ? 'met' : 'not met']);
  }
  const facts = Object.entries(result.facts).map(([name, value]) => `${name}: ${value}`);
  return [
    `${result.name}, ${result.rounds} rounds on ${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, Node ${machine.node}`,
    facts.join(', '),
    sides.toString(),
    goals.toString(),
  ].join('\n');
}

/** Three digits that count. */
export function digits(figure: number): string {
  if (figure === 0) return '0';
  return Math.abs(figure) >= 100 ? String(Math.round(figure)) : String(Number(figure.toPrecision(3)));
}
