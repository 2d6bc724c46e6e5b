import { AsyncLocalStorage } from 'node:async_hooks';

/** How long an update can come back after a crash: twice what Telegram keeps it for. */
const rememberMs = 48 * 3_600_000;

/** One answer or notice: what it sends is remembered under its key and not sent again on a second attempt. */
export interface SendScope {
  readonly key: string;
  readonly rememberMs: number;
  /** Names the next message of this scope; the same at every attempt, since handlers run the same way. */
  nextStep(): string;
}

const scopes = new AsyncLocalStorage<SendScope>();

/** Runs `send` so that each of its messages goes out once under this key, for as long as it is remembered. */
export function sendingOnce<T>(key: string, send: () => Promise<T>, forMs = rememberMs): Promise<T> {
  let count = 0;
  return scopes.run({ key, rememberMs: forMs, nextStep: () => String(count++) }, send);
}

/** The scope of what is being sent; undefined outside of any. */
export function currentScope(): SendScope | undefined {
  return scopes.getStore();
}
