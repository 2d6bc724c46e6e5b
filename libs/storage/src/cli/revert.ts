import { revert } from '../schema/migrate.js';
import { databaseUrl, run } from './environment.js';

await run(async () => {
  await revert(databaseUrl());
  console.log('The newest migration is taken back.');
});
