import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DrainName } from './drains/drains.js';
import type { KindName } from './kinds/kinds.js';
import type { FromReplica } from './replica.js';

/** Replicas in processes of their own. */
export interface Replicas {
  /** What each of them tells when asked: how often it ran its handler, or how many milliseconds it drained. */
  ask(): Promise<number[]>;
  stop(): Promise<void>;
}

/** Starts `count` replicas and resolves when all listen. @param messages how many a drain waits for */
export async function startReplicas(
  kind: KindName | DrainName,
  redisUrl: string,
  name: string,
  count: number,
  messages = 0,
): Promise<Replicas> {
  const file = fileURLToPath(new URL('./replica.js', import.meta.url));
  const children = Array.from({ length: count }, () => fork(file, [kind, redisUrl, name, String(messages)]));
  await Promise.all(children.map((child) => heard(child)));
  return {
    ask: () =>
      Promise.all(
        children.map(async (child) => {
          const answer = heard(child);
          child.send('tell');
          const message = await answer;
          return message.is === 'ready' ? 0 : message.value;
        }),
      ),
    stop: async () => {
      await Promise.all(
        children.map(async (child) => {
          const gone = once(child, 'exit');
          child.disconnect();
          await gone;
        }),
      );
    },
  };
}

async function heard(child: ChildProcess): Promise<FromReplica> {
  const ended = new AbortController();
  try {
    const message = once(child, 'message', { signal: ended.signal });
    const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('A replica ended before it answered.');
    });
    exit.catch(() => undefined); // aborted when the message came first
    const [first] = (await Promise.race([message, exit])) as [FromReplica];
    return first;
  } finally {
    ended.abort();
  }
}
