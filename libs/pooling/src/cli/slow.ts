import { DatabaseInspector } from '../inspection/database-inspector.js';
import type { StatementOrder } from '../inspection/inspection.types.js';
import { withDatabase } from './with-database.js';

const orders: readonly StatementOrder[] = ['totalMs', 'meanMs', 'calls'];
const id = process.argv
  .slice(2)
  .find((argument) => /^--explain=-?\d+$/.test(argument))
  ?.slice(10);

/** The costliest statements by total time, mean and calls, normalised; `--explain=<id>` shows the plan of one. */
await withDatabase(async (database) => {
  const inspector = new DatabaseInspector(database.pool);
  if (id !== undefined) {
    const explained = await inspector.explainStatement(id);
    if (!explained.available) throw new Error(`No plan: ${explained.because}.`);
    console.log(explained.value.text);
    console.log(JSON.stringify(explained.value.plan, null, 2));
    return;
  }
  for (const order of orders) {
    const top = await inspector.topStatements(5, order);
    if (!top.available) throw new Error(`No statements: ${top.because}.`);
    console.log(`\nby ${order}`);
    for (const { id: number, text, calls, totalMs, meanMs } of top.value) {
      const figures = `${calls} calls, ${totalMs.toFixed(0)} ms in all, ${meanMs.toFixed(2)} ms each`;
      console.log(`  ${number}: ${figures}: ${text.replace(/\s+/g, ' ').slice(0, 120)}`);
    }
  }
  console.log('\nA plan: --explain=<number>');
});
