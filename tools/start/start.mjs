#!/usr/bin/env node
// `npm start`. Nothing may be imported here at the top but Node.js itself: node_modules may not exist yet.
import { bootstrap, root } from './bootstrap/bootstrap.mjs';
import { printFailure } from './bootstrap/failure.mjs';
import { step } from './bootstrap/step.mjs';

const HELP = `npm start [-- options]

Starts AnalyticBot on this machine: PostgreSQL, Redis, the three services and, when BOT_TOKEN is not set, a local Telegram.

  --fresh   begin with empty data (deletes the folder .data)
  --help    this text

  BOT_TOKEN         a real bot's token, from @BotFather: the real Telegram instead of the local one
  DATABASE_URL      a PostgreSQL of your own instead of the one in .data
  REDIS_URL         a Redis of your own for streams and jobs (maxmemory-policy noeviction), and for the cache unless
  REDIS_CACHE_URL   names another one for it`;

const known = ['--fresh', '--help', '-h'];
const given = process.argv.slice(2);
const unknown = given.find((argument) => !known.includes(argument));

if (given.includes('--help') || given.includes('-h')) {
  console.log(HELP);
} else if (unknown !== undefined) {
  console.error(`✖ unknown option ${unknown}. npm start -- --help lists the options.`);
  process.exitCode = 2;
} else {
  try {
    await bootstrap();
    const { main } = await import('./dist/main.js');
    const code = await main({ root, fresh: given.includes('--fresh'), step, environment: process.env });
    // What was under way when it was stopped must not keep this process.
    process.exit(code);
  } catch (error) {
    printFailure(error);
    process.exit(1);
  }
}
