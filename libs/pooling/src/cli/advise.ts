import { advise } from '../advisor/index-advisor.js';
import { applyProposal } from '../advisor/apply-proposal.js';
import { describeAdvice } from '../advisor/describe-advice.js';
import { withDatabase } from './with-database.js';

const applyFlag = process.argv.slice(2).find((flag) => flag.startsWith('--apply'));
const wanted = applyFlag?.split('=')[1];

/** Without `--apply` nothing is changed; `--apply=<name>` builds one of the proposed indexes, `--apply` all of them. */
await withDatabase(async (database) => {
  const advice = await advise(database);
  console.log(describeAdvice(advice));
  if (applyFlag === undefined) {
    if (advice.proposals.length > 0)
      console.log('\nNothing was changed. Build one with --apply=<name of the index>, or all with --apply.');
    return;
  }
  const chosen = advice.proposals.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length === 0) throw new Error(`There is no proposal${wanted ? ` named ${wanted}` : ''}.`);
  for (const proposal of chosen) {
    const { outcome, before, after, because } = await applyProposal(database, proposal);
    console.log(
      `${proposal.name}: ${outcome} (${because}); cost ${before.toFixed(0)} → ${after.toFixed(0)} on the real table.`,
    );
  }
});
