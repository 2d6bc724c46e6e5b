import type { ConsumedContract } from '../contract/contract.js';

/** The handlers bound to one server, and how many each pattern has. */
export class HandlerRegistry {
  private readonly counts = new Map<string, number>();

  /** Notes one more handler of the pattern. */
  add(pattern: string): void {
    this.counts.set(pattern, (this.counts.get(pattern) ?? 0) + 1);
  }

  /** One line for each of these contracts that has not exactly one handler. */
  problems(contracts: readonly ConsumedContract[]): string[] {
    return contracts
      .map(({ kind, pattern }) => ({ kind, pattern, count: this.counts.get(pattern) ?? 0 }))
      .filter(({ count }) => count !== 1)
      .map(
        ({ kind, pattern, count }) =>
          `${kind} "${pattern}" has ${count === 0 ? 'no handler' : `${count} handlers`}`,
      );
  }
}
