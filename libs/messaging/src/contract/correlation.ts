import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<string>();

/** The correlation id of what is being worked on, or undefined outside of any. Put it into log lines. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore();
}

/** Runs `fn` so that `currentCorrelationId()`, and every message it sends, carry `id`. Returns what `fn` returns. */
export function runWithCorrelation<T>(id: string, fn: () => T): T {
  return storage.run(id, fn);
}
