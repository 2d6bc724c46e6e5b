import { bare } from './bare.js';
import { bull } from './bull.js';
import type { Kind } from './kind.js';
import { stock } from './stock.js';
import { workQueue } from './work-queue.js';

/** Every way to ask another process over Redis that is measured. */
export const kinds = {
  'work queue': workQueue,
  'Nest, Redis transport': stock,
  'bare pub/sub': bare(false),
  'bare pub/sub, pipelined': bare(true),
  BullMQ: bull,
} as const satisfies Readonly<Record<string, Kind>>;

/** Name of a kind. */
export type KindName = keyof typeof kinds;
