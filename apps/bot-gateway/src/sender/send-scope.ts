import { AsyncLocalStorage } from 'node:async_hooks';

/** The update that is being answered, and how many messages its answer has so far. */
export interface SendScope {
  readonly updateId: number;
  /** Names the next message of this answer; the same at every attempt, since handlers run the same way. */
  nextStep(): string;
}

const scopes = new AsyncLocalStorage<SendScope>();

/** Runs `answer` as the answer to an update: what it sends is remembered and not sent again on a second attempt. */
export function answering<T>(updateId: number, part: 'answer' | 'apology', answer: () => Promise<T>): Promise<T> {
  let count = 0;
  return scopes.run({ updateId, nextStep: () => `${part}-${count++}` }, answer);
}

/** The update being answered; undefined outside of an answer. */
export function currentScope(): SendScope | undefined {
  return scopes.getStore();
}
