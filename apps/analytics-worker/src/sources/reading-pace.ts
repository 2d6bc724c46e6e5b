import type { WorkerConfig } from '@analyticbot/config';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** One page every three seconds: Telegram documents no limit for its pages, and asks not to be scraped. */
const politely = 1 / 3;
/** A sandbox on this machine minds nothing. */
const locally = 50;

/** How many preview pages a second collection may plan, all replicas together. */
export function pagesPerSecond({ PREVIEW_ROOT: root }: Pick<WorkerConfig, 'PREVIEW_ROOT'>): number {
  return loopback.test(new URL(root).hostname) ? locally : politely;
}

/**
 * Calls over MTProto a second that collection may plan, all replicas together. Telegram documents no limit; each call reads up to
 * 200 posts, and a FLOOD_WAIT would rest the source for longer than haste could win.
 */
export const blocksPerSecond = 1;
