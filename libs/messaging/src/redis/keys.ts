/** Every key of one queue. They share the hash tag `{queue}`, so that one script may touch them all in a cluster. */
export interface QueueKeys {
  /** Stream of messages, or of tokens (one a waiting key) when the queue is ordered. */
  readonly stream: string;
  /** Sorted set of what waits for its next attempt, by the Redis time it is due. */
  readonly delayed: string;
  /** Stream of dead letters. */
  readonly dead: string;
  /** Ordered queues: hash of the failures of each key's head. */
  readonly heads: string;
  /** Ordered queues: number of messages in all lists. */
  readonly length: string;
  /** Ordered queues: start of the list of a key's messages. */
  readonly keyPrefix: string;
  /** Start of the mark that a message id was seen. */
  readonly seenPrefix: string;
}

/** The one consumer group of every queue. */
export const workGroup = 'workers';

/** Names of a queue's keys. */
export function queueKeys(prefix: string, queue: string): QueueKeys {
  const base = `${prefix}:{${queue}}`;
  return {
    stream: `${base}:stream`,
    delayed: `${base}:delayed`,
    dead: `${base}:dead`,
    heads: `${base}:heads`,
    length: `${base}:length`,
    keyPrefix: `${base}:key:`,
    seenPrefix: `${base}:seen:`,
  };
}

/** Start of every stream of answers. */
export function replyPrefix(prefix: string): string {
  return `${prefix}:reply:`;
}

/** Ends the name of a reply stream whose reader takes several answers in an entry. Older replicas write one, which it takes too. */
const many = ':many';

/** The stream on which one client gets its answers. */
export function replyKey(prefix: string, client: string): string {
  return `${replyPrefix(prefix)}{${client}}${many}`;
}

/** Whether the client that reads this stream takes several answers in an entry; those of older versions do not. */
export function takesMany(replyTo: string): boolean {
  return replyTo.endsWith(many);
}

/** Start of an effect's keys; the effect's key is the hash tag. */
export function effectKey(prefix: string, key: string): string {
  return `${prefix}:effect:{${key}}`;
}
