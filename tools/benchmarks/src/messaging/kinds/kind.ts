/** What every kind asks: small, as most requests between services are. */
export interface Question {
  readonly channelId: string;
  readonly days: number;
}

/** Asks and waits for the answer; rejects after `timeoutMs`. */
export interface Caller {
  ask(question: Question): Promise<unknown>;
  close(): Promise<void>;
}

/** One way to ask another process over Redis. */
export interface Kind {
  /** Answers what is asked under `name` for as long as the process lives; resolves when it listens. */
  answer(redisUrl: string, name: string, onExecution: () => void): Promise<void>;
  /** @param timeoutMs how long each question waits. @default 10 000 */
  caller(redisUrl: string, name: string, timeoutMs?: number): Promise<Caller>;
}

/** A question waits this long for its answer unless a part says otherwise. */
export const defaultTimeoutMs = 10_000;

/** Host and port of a Redis URL, for libraries that take no URL. */
export function addressOf(redisUrl: string): { host: string; port: number } {
  const { hostname, port } = new URL(redisUrl);
  return { host: hostname, port: Number(port) };
}
