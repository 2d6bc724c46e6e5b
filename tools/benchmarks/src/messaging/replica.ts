import { drains, isDrain } from './drains/drains.js';
import { kinds, type KindName } from './kinds/kinds.js';

/** What a replica tells its parent. */
export type FromReplica =
  { readonly is: 'ready' } | { readonly is: 'executions' | 'drained'; readonly value: number };

// One replica in a process of its own: `replica.js <kind> <redis url> <name> [count]`. It ends with its parent.
const [what = '', redisUrl = '', name = '', count = '0'] = process.argv.slice(2);
const tell = (message: FromReplica): void => void process.send?.(message);
let executions = 0;
process.on('disconnect', () => process.exit(0));

if (isDrain(what)) {
  process.on('message', async () =>
    tell({ is: 'drained', value: await drains[what](redisUrl, name, Number(count)) }),
  );
  tell({ is: 'ready' });
} else {
  process.on('message', () => tell({ is: 'executions', value: executions }));
  await kinds[what as KindName].answer(redisUrl, name, () => (executions += 1));
  tell({ is: 'ready' });
}
