import { fileURLToPath } from 'node:url';
import { readRepository } from './repository/repository.js';
import { describeResults, validate } from './validate.js';

// From infrastructure/dist/ up to the root of the repository.
const root = fileURLToPath(new URL('../..', import.meta.url));

try {
  const results = validate(readRepository(root));
  console.log(describeResults(results));
  if (results.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
} catch (error) {
  console.error(`✗ ${(error as Error).message}`);
  process.exitCode = 1;
}
