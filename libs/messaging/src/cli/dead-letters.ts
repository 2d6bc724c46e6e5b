import { runDeadLetters, usage, UsageError } from './dead-letters.command.js';

try {
  // eslint-disable-next-line no-restricted-properties -- run by hand, outside of any service and its configuration
  const lines = await runDeadLetters(process.argv.slice(2), process.env['REDIS_URL']);
  console.log(lines.length > 0 ? lines.join('\n') : 'There are none.');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  if (error instanceof UsageError) console.error(`\n${usage}`);
  process.exitCode = 1;
}
