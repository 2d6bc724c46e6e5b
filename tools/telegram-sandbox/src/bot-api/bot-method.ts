import { type SandboxContext } from '../sandbox-context.js';
import { type MethodArguments } from './calls/method-arguments.js';

/** One call of a method. `signal` is aborted when the caller hangs up. */
export interface MethodCall {
  args: MethodArguments;
  sandbox: SandboxContext;
  signal: AbortSignal;
}

/** A method of the Bot API. Refuses with a BotApiError. */
export interface BotMethod {
  /** As Telegram spells it. */
  name: string;
  /**
   * How limits apply: `message` is counted a chat and overall; `call` waits while the token is held after a 429, and counts overall under strict limits; `free` never
   * waits.
   */
  limit: 'message' | 'call' | 'free';
  /** The answer's `result`. */
  run(call: MethodCall): unknown;
}

/** A result that comes with a `description`. */
export class DescribedResult {
  constructor(
    readonly result: unknown,
    readonly description: string,
  ) {}
}
