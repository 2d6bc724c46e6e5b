import { compare, type SideResult } from '../../harness/compare.js';
import type { Caller } from '../kinds/kind.js';
import { kinds, type KindName } from '../kinds/kinds.js';
import { startReplicas, type Replicas } from '../replicas.js';

const callers = 50;
const question = { channelId: '-1001234567890', days: 30 };

/** How a throughput part is run. */
export interface ThroughputOptions {
  readonly replicas: number;
  readonly rounds: number;
  /** Questions a round, by kind. */
  readonly operations: Readonly<Partial<Record<KindName, number>>>;
}

/** Questions by 50 callers, answered by replicas in processes of their own; the kinds take turns. */
export async function throughput(redisUrl: string, options: ThroughputOptions): Promise<SideResult[]> {
  const running: { name: KindName; caller: Caller; replicas: Replicas }[] = [];
  try {
    for (const name of Object.keys(options.operations) as KindName[]) {
      const address = `${name.replaceAll(/\W+/g, '-')}-${options.replicas}`;
      const replicas = await startReplicas(name, redisUrl, address, options.replicas);
      running.push({ name, replicas, caller: await kinds[name].caller(redisUrl, address) });
    }
    return await compare(
      running.map(({ name, caller }) => ({ name, operation: () => caller.ask(question) })),
      {
        rounds: options.rounds,
        warmUpRounds: 2,
        concurrency: callers,
        operations: options.operations as Readonly<Record<string, number>>,
      },
    );
  } finally {
    for (const { caller, replicas } of running) {
      await caller.close();
      await replicas.stop();
    }
  }
}
