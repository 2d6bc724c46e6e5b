import { z } from 'zod';
import type { NewsContract } from './contract.js';

const invalidation = z.object({
  /** The replica that invalidated, so that it can skip its own news. */
  origin: z.string(),
  tags: z.array(z.object({ tag: z.string(), generation: z.number().int() })),
});
export type CacheInvalidation = z.infer<typeof invalidation>;

/** Cached values with these tags are older than the data. */
export const cacheInvalidated: NewsContract<CacheInvalidation> = {
  kind: 'news',
  pattern: 'cache.invalidated',
  version: 1,
  payload: invalidation,
};
