import { importConfig, readConfig } from '@analyticbot/config';
import { createPool, Database } from '@analyticbot/pooling';
import { ChannelEventsRepository, ChannelsRepository } from '@analyticbot/storage';
import { importRequestOf, importUsage } from './import-arguments.js';
import { importExport } from './import-export.js';

const request = importRequestOf(process.argv.slice(2));
if (request === undefined) {
  console.error(importUsage);
  process.exit(2);
}
try {
  const pool = createPool({ url: readConfig(importConfig).DATABASE_URL, poolMin: 0, poolMax: 2 });
  try {
    const database = new Database(pool);
    const outcome = await importExport(
      request,
      new ChannelEventsRepository(database),
      new ChannelsRepository(database),
    );
    const { posts, newPosts, service, unreadable } = outcome;
    console.log(
      `${posts} posts read, ${newPosts} new; ${service} service messages and ${unreadable} unreadable entries left out.`,
    );
    console.log(
      'Views, forwards, comments and subscribers are not in an export: they stay unavailable for that time.',
    );
  } finally {
    await pool.end();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : 'The import failed.');
  process.exitCode = 1;
}
