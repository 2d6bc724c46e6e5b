import type { Queryable } from '../database/connection.js';
import type { Database } from '../database/database.js';
import { DatabaseInspector } from '../inspection/database-inspector.js';
import { describeCause } from '../pool/pool.errors.js';
import type { StatementCost } from '../inspection/inspection.types.js';
import type { Advice, IndexCandidate, Proposal, Trial } from './advice.types.js';
import { wastefulScans, type WastefulScan } from './plan/candidates.js';
import { explainGeneric, type PlanNode } from './plan/explain.js';
import { ddlOf, nameOf } from './index-names.js';
import { isIndexed, readTableFacts, type TableFacts } from './table-facts.js';
import { canUseCopy, tryOnCopy } from './trial/copy.js';
import { estimateTrial } from './trial/estimate.js';
import { hasHypoPg, tryHypothetical } from './trial/hypothetical.js';

/** What to look at, and what is worth proposing. */
export interface AdviseOptions {
  /** Statements, the costliest by total time first. @default 30 */
  readonly statements?: number | undefined;
  /** Tables with fewer rows are left alone. @default 10000 */
  readonly minRows?: number | undefined;
  /** The cost after, at most, as a share of the cost before. @default 0.7 */
  readonly maxCostShare?: number | undefined;
  /** Rows of the copy on which costs are tried where HypoPG is not installed; 0 forbids copies. @default 50000 */
  readonly sampleRows?: number | undefined;
}

/**
 * Reads the costliest statements of `pg_stat_statements`, looks for scans that an index would replace, and lets the planner say what it
 * would gain. Changes nothing: the real tables are only read, under the maintenance lane's limits.
 * @throws Error when `pg_stat_statements` can't be read; the message says how to get it
 */
export async function advise(database: Database, options: AdviseOptions = {}): Promise<Advice> {
  const top = await new DatabaseInspector(database.pool).topStatements(options.statements ?? 30);
  if (!top.available) throw new Error(`No index can be advised: ${top.because}.`);
  const proposals = new Map<string, Proposal>();
  const skipped: { statement: string; because: string }[] = [];
  await database.lane('maintenance').withConnection(async (connection) => {
    const hypothetical = await hasHypoPg(connection);
    for (const statement of top.value.filter(({ text }) => !ofTheCatalogue.test(text))) {
      try {
        for (const proposal of await judge(connection, statement, hypothetical, options)) {
          const known = proposals.get(proposal.name);
          // The statement that costs the most stands for the others.
          if (!known || known.totalMs < proposal.totalMs) proposals.set(proposal.name, proposal);
        }
      } catch (error) {
        skipped.push({ statement: statement.text, because: describeCause(error) });
      }
    }
  });
  const gain = ({ totalMs, trial }: Proposal) => totalMs * (1 - trial.after / trial.before);
  return {
    proposals: [...proposals.values()].sort((a, b) => gain(b) - gain(a)),
    skipped,
    examined: top.value.length,
  };
}

/** Questions to the server about itself, such as ours. */
const ofTheCatalogue = /\b(from|join)\s+(pg_catalog\.|information_schema\.)?pg_|hypopg_/i;

async function judge(
  connection: Queryable,
  { text, calls, totalMs }: StatementCost,
  hypothetical: boolean,
  options: AdviseOptions,
): Promise<Proposal[]> {
  const plan = await explainGeneric(connection, text);
  const proposals: Proposal[] = [];
  for (const scan of wastefulScans(plan)) {
    const facts = await readTableFacts(connection, scan.candidate);
    // A partition's index belongs on the whole.
    const candidate = { ...scan.candidate, schema: facts.schema, table: facts.table };
    if (facts.rows < (options.minRows ?? 10_000) || isIndexed(facts, candidate)) continue;
    const trial = await tryOut(connection, text, { plan, scan, candidate, facts, hypothetical }, options);
    if (trial.after > trial.before * (options.maxCostShare ?? 0.7)) continue;
    const { overhead } = facts;
    proposals.push({
      ...{ name: nameOf(candidate), candidate, ddl: ddlOf(candidate) },
      ...{ statement: text, calls, totalMs, trial, overhead },
    });
  }
  return proposals;
}

interface Question {
  readonly plan: PlanNode;
  readonly scan: WastefulScan;
  readonly candidate: IndexCandidate;
  readonly facts: TableFacts;
  readonly hypothetical: boolean;
}

/** The best answer that can be had: the planner on the real table, on a copy, or arithmetic. */
async function tryOut(
  connection: Queryable,
  text: string,
  { plan, scan, candidate, facts, hypothetical }: Question,
  options: AdviseOptions,
): Promise<Trial> {
  if (hypothetical) return tryHypothetical(connection, text, candidate);
  const sampleRows = options.sampleRows ?? 50_000;
  if (sampleRows > 0 && canUseCopy(text, facts))
    return tryOnCopy(connection, text, candidate, facts, sampleRows);
  return estimateTrial(plan, scan.node, facts.rows);
}
