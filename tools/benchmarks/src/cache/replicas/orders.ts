import type { MemoryMeasured } from './memory.js';

/** What a replica can be told, and what it answers. Times are milliseconds since the epoch, with fractions. */
export interface Orders {
  burst: { order: { key: string; callers: number }; reply: { answered: number } };
  change: { order: { key: string; version: number }; reply: { at: number } };
  watch: { order: { key: string; version: number; timeoutMs: number }; reply: { seenAt: number } };
  memory: { order: { entries: number; kind: 'text' | 'rows' }; reply: MemoryMeasured };
  end: { order: object; reply: object };
}

/** A message to a replica. */
export interface Order {
  readonly id: number;
  readonly name: keyof Orders;
  readonly order: unknown;
}

/** A message from a replica; id 0: it is ready. */
export interface Reply {
  readonly id: number;
  readonly reply?: object;
  readonly error?: string;
}
