import type { Database } from '@analyticbot/pooling';
import { keptApart } from '../harness/cores.js';
import { compareInTurns, type Side, type SideResult } from '../harness/compare.js';
import type { Question } from './questions.js';

/** The questions that are compared one by one. */
export const inTurnNames = ['series', 'growth', 'top'] as const;
/** One of `inTurnNames`. */
export type InTurnName = (typeof inTurnNames)[number];

/** Who answers: a database, its questions, and how a channel is picked for the question of that number. */
export interface Answering {
  readonly database: Database;
  readonly questions: Readonly<Record<InTurnName, Question>>;
  readonly about: (question: Question) => Side['operation'];
}

/** What a question took beside the floor, and beside itself in the database with a tenth of the readings. */
export interface InTurns {
  readonly besideFloor: Readonly<Record<InTurnName, SideResult[]>>;
  readonly besideTenth: Readonly<Record<InTurnName, SideResult[]>>;
  /** Whether caller and server had a core each. */
  readonly isApart: boolean;
}

/** The name of a question when the database with a tenth of the readings answers it. */
export const ofTenth = (name: string) => `${name}, a tenth`;

/**
 * A single caller asks two questions by turns, caller and server on a core each. Only two: three would have two that share a connection and one that
 * has its own, which is faster by some hundredths.
 */
export async function askInTurns(
  large: Answering,
  tenth: Answering,
  floor: Side,
  options: { readonly rounds: number; readonly operations: number },
): Promise<InTurns> {
  const sideOf = (who: Answering, question: InTurnName, name: string): Side => ({
    ...{ name, operation: who.about(who.questions[question]) },
  });
  const forEach = async (other: (name: InTurnName) => Side) => {
    const results = {} as Record<InTurnName, SideResult[]>;
    for (const name of inTurnNames)
      results[name] = await compareInTurns([other(name), sideOf(large, name, name)], options);
    return results;
  };
  const sessions = await large.database.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'`,
  );
  const { result, isApart } = await keptApart(
    sessions.map(({ pid }) => pid),
    async () => ({
      besideFloor: await forEach(() => floor),
      besideTenth: await forEach((name) => sideOf(tenth, name, ofTenth(name))),
    }),
  );
  return { ...result, isApart };
}
