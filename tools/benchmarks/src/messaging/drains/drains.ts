import { drainBatches } from './work-batches.js';
import { raw } from './raw.js';

/** Takes `count` messages from `name` until none is pending, and gives the milliseconds that took. */
export type Drain = (redisUrl: string, name: string, count: number) => Promise<number>;

/** The ways to take messages in batches of a hundred. */
export const drains = {
  'work queue, batches': drainBatches,
  'XREADGROUP, XACK': raw(false),
  'XREADGROUP, XACK, XDEL': raw(true),
} as const satisfies Readonly<Record<string, Drain>>;

/** Name of one of them. */
export type DrainName = keyof typeof drains;

/** Tells a drain from a way to answer. */
export function isDrain(name: string): name is DrainName {
  return name in drains;
}
