import { migrate } from '../schema/migrate.js';
import { databaseUrl, run } from './environment.js';

await run(async () => {
  const log = { info: console.log, warn: console.warn, error: console.error };
  const ran = await migrate(databaseUrl(), { log });
  console.log(ran.length === 0 ? 'The schema is up to date.' : `Migrated: ${ran.join(', ')}.`);
});
