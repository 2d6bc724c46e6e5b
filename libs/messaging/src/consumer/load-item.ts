import type { Redis } from 'ioredis';
import type { QueueKeys } from '../redis/keys.js';
import { type Entry, fieldOf, readHeadItem, readPlainItem, type WorkItem } from './work-item.js';

/** What an entry turned out to be. */
export type Loaded =
  | { readonly is: 'message'; readonly item: WorkItem }
  | { readonly is: 'malformed'; readonly error: string; readonly head: WorkItem['head'] }
  /** A token of a key of which nothing waits. */
  | { readonly is: 'nothing' };

/** Reads the message that an entry of a plain queue is. */
export function loadPlainItem(entry: Entry): Loaded {
  return attempt(() => readPlainItem(entry), undefined);
}

/** Reads the message behind a token of an ordered queue. Rejects only when Redis cannot be asked. */
export async function loadHeadItem(redis: Redis, keys: QueueKeys, entry: Entry): Promise<Loaded> {
  const key = fieldOf(entry.fields, 'k');
  if (key === undefined) return { is: 'malformed', error: 'The entry has no field "k".', head: undefined };
  const [head, failures] = await Promise.all([
    redis.lindex(keys.keyPrefix + key, 0),
    redis.hget(keys.heads, key),
  ]);
  if (head === null) return { is: 'nothing' };
  return attempt(() => readHeadItem(entry, key, head, failures), { key, mark: head });
}

function attempt(read: () => WorkItem, head: WorkItem['head']): Loaded {
  try {
    return { is: 'message', item: read() };
  } catch (error) {
    // Errors of JSON and of the schema may quote what they read; their kind is enough here.
    const kind = error instanceof Error ? error.name : 'unknown error';
    return { is: 'malformed', error: `The entry is no message (${kind}).`, head };
  }
}
