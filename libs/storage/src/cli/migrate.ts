import { migrate } from '../schema/migrate.js';
import { databaseUrl, run } from './environment.js';

await run(async () => {
  const ran = await migrate(databaseUrl());
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Migrated: ${ran.join(', ')}.`);
});
