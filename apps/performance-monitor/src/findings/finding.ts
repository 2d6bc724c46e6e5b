import type { SuiteReading } from '../readings/reading.js';

/** How soon somebody should act. */
export type Severity = 'critical' | 'warning' | 'info';

/** A problem with what shows it and what mends it. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly title: string;
  /** The figures that show it, by name. */
  readonly evidence: Readonly<Record<string, string | number>>;
  /** What to do about it. */
  readonly remedy: string;
}

/** Looks for one kind of problem. Silent where the figures it needs are not available. */
export type FindingRule = (reading: SuiteReading) => Finding[];
