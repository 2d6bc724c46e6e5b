import { spreadOf, type Spread } from '../../harness/statistics.js';
import { kinds, type KindName } from '../kinds/kinds.js';
import { startReplicas } from '../replicas.js';

const question = { channelId: '-1001234567890', days: 30 };

/** How often a question is executed by `replicas` of a kind together, a figure a round of `requests` questions. */
export async function executions(
  redisUrl: string,
  kind: KindName,
  { replicas, rounds, requests }: { replicas: number; rounds: number; requests: number },
): Promise<Spread> {
  const address = `executions-${kind.replaceAll(/\W+/g, '-')}-${replicas}`;
  const running = await startReplicas(kind, redisUrl, address, replicas);
  const caller = await kinds[kind].caller(redisUrl, address);
  const figures: number[] = [];
  try {
    let before = 0;
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(Array.from({ length: requests }, () => caller.ask(question)));
      const total = (await running.ask()).reduce((sum, count) => sum + count, 0);
      figures.push((total - before) / requests);
      before = total;
    }
  } finally {
    await caller.close();
    await running.stop();
  }
  return spreadOf(figures);
}
