import { setTimeout as delay } from 'node:timers/promises';

/** Is the work still going on after so long? Never rejects: what comes of the work is another matter. */
export async function lastsLonger(ms: number, work: Promise<unknown>): Promise<boolean> {
  const done = new AbortController();
  const settled = work.then(
    () => false,
    () => false,
  );
  const late = delay(ms, true, { signal: done.signal }).catch(() => false);
  const longer = await Promise.race([settled, late]);
  done.abort();
  return longer;
}
