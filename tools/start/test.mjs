#!/usr/bin/env node
// `npm test`. Nothing may be imported here at the top but Node.js itself: node_modules may not exist yet.
import { bootstrap, root } from './bootstrap/bootstrap.mjs';
import { printFailure } from './bootstrap/failure.mjs';
import { step } from './bootstrap/step.mjs';

try {
  await bootstrap();
  const { testMain } = await import('./dist/test-main.js');
  process.exit(await testMain({ root, step, environment: process.env }));
} catch (error) {
  printFailure(error);
  // Whoever counts finds the same last line as ever.
  console.log('\n0 passed, 1 failed');
  process.exit(1);
}
