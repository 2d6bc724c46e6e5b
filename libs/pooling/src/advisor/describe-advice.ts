import type { Advice, Proposal } from './advice.types.js';

/** The findings for people. Statements are normalised: they hold no parameters. */
export function describeAdvice({ proposals, skipped, examined }: Advice): string {
  const lines = proposals.map((proposal, at) => `${at + 1}. ${describeProposal(proposal)}`);
  const head =
    proposals.length === 0
      ? `No index would help the ${examined} costliest statements.`
      : `${proposals.length} of the ${examined} costliest statements would gain from an index:`;
  const tail = skipped.map(({ statement, because }) => `   ${oneLine(statement)}: ${because}`);
  return [head, ...lines, ...(tail.length > 0 ? [`${tail.length} could not be judged:`, ...tail] : [])].join(
    '\n',
  );
}

function describeProposal({ ddl, statement, calls, totalMs, trial, overhead }: Proposal): string {
  const share = Math.round(100 * (1 - trial.after / trial.before));
  return [
    `${ddl};`,
    `   for: ${oneLine(statement)}`,
    `   ${calls} calls, ${Math.round(totalMs)} ms in all`,
    `   cost ${trial.before.toFixed(0)} → ${trial.after.toFixed(0)} (−${share} %; ${trial.method}: ${trial.basis})`,
    `   writers: about ${Math.round(overhead.rowsPerDay)} rows a day into ${overhead.indexesNow + 1} instead of ${overhead.indexesNow} indexes; ` +
      `about ${(overhead.sizeBytes / 1_048_576).toFixed(1)} MB`,
  ].join('\n');
}

function oneLine(statement: string): string {
  const line = statement.replace(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
