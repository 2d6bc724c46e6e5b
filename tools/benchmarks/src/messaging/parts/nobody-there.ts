import { spreadOf, type Spread } from '../../harness/statistics.js';
import { kinds, type KindName } from '../kinds/kinds.js';
import { startReplicas } from '../replicas.js';

const question = { channelId: '-1001234567890', days: 30 };
const timeoutMs = 5_000;

/** The share of questions, sent while no replica is up, that are answered within their deadline once one comes; one a round. */
export async function answeredLater(
  redisUrl: string,
  kind: KindName,
  { rounds, requests }: { rounds: number; requests: number },
): Promise<Spread> {
  const figures: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const address = `nobody-${kind.replaceAll(/\W+/g, '-')}-${round}`;
    const caller = await kinds[kind].caller(redisUrl, address, timeoutMs);
    const answers = Promise.allSettled(Array.from({ length: requests }, () => caller.ask(question)));
    const replica = await startReplicas(kind, redisUrl, address, 1);
    const answered = (await answers).filter(({ status }) => status === 'fulfilled').length;
    figures.push(answered / requests);
    await caller.close();
    await replica.stop();
  }
  return spreadOf(figures);
}
