import { ErrorReply } from '@redis/client';
import { L2UnavailableError } from '../caching.errors.js';
import { Deadlines } from './deadlines.js';

/** What a circuit needs. */
export interface CircuitOptions {
  readonly timeoutMs: number;
  readonly failuresToOpen: number;
  readonly probeMs: number;
  /** Resolves when Redis may be used again. */
  readonly probe: () => Promise<void>;
  /** Three probes in a row found no answer: the connection itself may be dead. */
  readonly onDeadConnection: () => void;
  readonly onChange: (open: boolean) => void;
  readonly onError: () => void;
}

const probesToReconnect = 3;

/**
 * Keeps a slow or missing Redis from slowing everything: each operation has a deadline, and after some failures in a row
 * none is tried, but for a probe now and then that closes the circuit again.
 */
export class Circuit {
  private failures = 0;
  private failedProbes = 0;
  private timer: NodeJS.Timeout | undefined;
  private isOpen = false;
  private closed = false;
  private readonly deadlines: Deadlines;

  constructor(private readonly options: CircuitOptions) {
    this.deadlines = new Deadlines(options.timeoutMs);
  }

  get open(): boolean {
    return this.isOpen;
  }

  /** Runs the operation. Rejects with an `L2UnavailableError` whatever went wrong. */
  run<T>(operation: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => this.ask(operation, resolve, reject));
  }

  /**
   * The same for who has a promise already: calls one of the two, once. `answerIn` tells which errors are answers: it gives the
   * answer, or undefined.
   */
  ask<T>(
    operation: () => Promise<T>,
    onAnswer: (answer: T) => void,
    onFailure: (error: L2UnavailableError) => void,
    answerIn?: (error: unknown) => T | undefined,
  ): void {
    if (this.isOpen) {
      onFailure(new L2UnavailableError('the circuit is open'));
      return;
    }
    let running: Promise<T>;
    try {
      running = operation();
    } catch (error) {
      running = Promise.reject(error as Error);
    }
    // First of all the question: a lone one is on its way by now, and what follows costs its answer no time.
    const deadline = this.deadlines.begin(() =>
      onFailure(this.failed(new L2UnavailableError(`no answer within ${this.options.timeoutMs} ms`))),
    );
    const done = (answer: T) => {
      if (!this.deadlines.end(deadline)) return;
      this.failures = 0;
      onAnswer(answer);
    };
    running.then(done, (error: unknown) => {
      const answer = answerIn?.(error);
      if (answer !== undefined) done(answer);
      else if (this.deadlines.end(deadline)) onFailure(this.failed(error));
    });
  }

  /** Opens at once: something must be made up for before Redis is used again. */
  trip(): void {
    if (this.isOpen || this.closed) return;
    this.isOpen = true;
    this.options.onChange(true);
    this.scheduleProbe();
  }

  /** Ends probing. */
  stop(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Counts a failure and gives back what the caller is told. */
  private failed(error: unknown): L2UnavailableError {
    this.options.onError();
    // Redis answered, if only to refuse: the way to it is well.
    if (error instanceof ErrorReply) return new L2UnavailableError('it refused the command', error);
    this.failures += 1;
    if (this.failures >= this.options.failuresToOpen) this.trip();
    return error instanceof L2UnavailableError ? error : new L2UnavailableError('the command failed', error);
  }

  private scheduleProbe(): void {
    this.timer = setTimeout(() => void this.tryAgain(), this.options.probeMs).unref();
  }

  private async tryAgain(): Promise<void> {
    try {
      await this.options.probe();
      this.failures = 0;
      this.failedProbes = 0;
      this.isOpen = false;
      this.options.onChange(false);
    } catch {
      this.failedProbes += 1;
      if (this.failedProbes % probesToReconnect === 0) this.options.onDeadConnection();
      if (!this.closed) this.scheduleProbe();
    }
  }
}

/** The operation's outcome, or an `L2UnavailableError` after `ms`. */
export function withDeadline<T>(ms: number, operation: () => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      // A blocked event loop makes timers late, too: answers that have arrived are read first.
      setImmediate(() => setImmediate(() => reject(new L2UnavailableError(`no answer within ${ms} ms`))));
    }, ms);
    operation().then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: Error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
