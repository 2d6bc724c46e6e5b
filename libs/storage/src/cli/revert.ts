import { revert } from '../schema/migrate.js';
import { databaseUrl, run } from './environment.js';

await run(async () => {
  const reverted = await revert(databaseUrl());
  console.log(
    reverted ? 'The newest migration is taken back.' : 'No migration has run here: nothing to take back.',
  );
});
