import { AsyncLocalStorage } from 'node:async_hooks';

/** What is being worked on. */
interface Scope {
  readonly correlationId: string;
  /** What its handler threw, before Nest's exception filters turned it into an answer. */
  thrown: unknown;
}

const storage = new AsyncLocalStorage<Scope>();

/** The correlation id of what is being worked on, or undefined outside of any. Put it into log lines. */
export function currentCorrelationId(): string | undefined {
  return storage.getStore()?.correlationId;
}

/** Runs `fn` so that `currentCorrelationId()`, and every message it sends, carry `id`. Returns what `fn` returns. */
export function runWithCorrelation<T>(id: string, fn: () => T): T {
  return storage.run({ correlationId: id, thrown: undefined }, fn);
}

/** Like `runWithCorrelation`; `fn` is given how to ask for the last error that was noted meanwhile. */
export function runNotingFailures<T>(id: string, fn: (thrown: () => unknown) => T): T {
  const scope: Scope = { correlationId: id, thrown: undefined };
  return storage.run(scope, fn, () => scope.thrown);
}

/** Notes the error of the handler that runs in this scope. */
export function noteFailure(error: unknown): void {
  const scope = storage.getStore();
  if (scope) scope.thrown = error;
}
