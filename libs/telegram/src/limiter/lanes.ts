import { AsyncLocalStorage } from 'node:async_hooks';

/** Who may wait for whom, most urgent first: answers, then alerts, then digests, then collection. */
export const lanes = ['interactive', 'alert', 'digest', 'collection'] as const;
/** One of `lanes`. */
export type Lane = (typeof lanes)[number];

const current = new AsyncLocalStorage<Lane>();

/** Runs `work` so that its calls to Telegram travel in `lane`, over every await within. */
export function withLane<T>(lane: Lane, work: () => T): T {
  return current.run(lane, work);
}

/** The lane of the running code; `interactive` outside of any `withLane`. */
export function currentLane(): Lane {
  return current.getStore() ?? 'interactive';
}
