import type { PlanNode } from '../advisor/plan/explain.js';

/** Something the server may not be able to tell. */
export type Answer<T> =
  { readonly available: true; readonly value: T } | { readonly available: false; readonly because: string };

/** Connections of the current database that share an application and a state. */
export interface ConnectionGroup {
  readonly applicationName: string;
  /** `active`, `idle`, `idle in transaction`, … */
  readonly state: string;
  readonly count: number;
}

/** The server and the current database as a whole. Counters run since `countersSince`. */
export interface DatabaseOverview {
  /** Such as `17.10`. */
  readonly serverVersion: string;
  readonly startedAt: Date;
  readonly maxConnections: number;
  /** Connections of all databases. */
  readonly connections: number;
  readonly sizeBytes: number;
  /** Blocks found in PostgreSQL's own cache ÷ all blocks asked for; null before the first. */
  readonly cacheHitRatio: number | null;
  readonly transactions: { readonly committed: number; readonly rolledBack: number };
  readonly deadlocks: number;
  readonly countersSince: Date | null;
}

/** The transaction that is open the longest. */
export interface LongestTransaction {
  readonly applicationName: string;
  readonly state: string;
  readonly seconds: number;
}

/** A statement's normalised text (no parameters) with its cost. */
export interface StatementCost {
  /** The server's own number for the statement (`queryid`), as text. */
  readonly id: string;
  readonly text: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly meanMs: number;
  readonly rows: number;
}

/** An index that no query has used since the counters began. Unique ones are left out: they guard, used or not. */
export interface UnusedIndex {
  readonly name: string;
  readonly table: string;
  readonly sizeBytes: number;
}

/** An index whose columns all begin another one, in the same order: writers pay for it, no reader needs it. */
export interface DuplicateIndex {
  readonly name: string;
  readonly table: string;
  readonly coveredBy: string;
  readonly sizeBytes: number;
}

/** What orders the costliest statements. */
export type StatementOrder = 'totalMs' | 'meanMs' | 'calls';

/** A statement and its generic plan: how the server runs it whatever its parameters are. */
export interface ExplainedStatement {
  readonly text: string;
  readonly plan: PlanNode;
}
