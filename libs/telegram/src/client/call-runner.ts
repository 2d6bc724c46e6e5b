import { setTimeout as pause } from 'node:timers/promises';
import { classifyTelegramError } from '../errors/classify-telegram-error.js';
import {
  CallAbortedError,
  LimiterDeadlineError,
  RateLimitedError,
  TelegramError,
  TelegramUnavailableError,
} from '../errors/telegram.errors.js';
import { currentLane, lanes } from '../limiter/lanes.js';
import { TelegramMetrics, type CallResult } from '../limiter/limiter-metrics.js';
import type { TelegramLimiter } from '../limiter/telegram-limiter.js';
import { isQuestion, isRepeatable, methodLabel, writesToChat } from './methods.js';
import { hasOneUseContent } from './one-use-content.js';
import { SharedQuestions } from './shared-questions.js';

const firstPauseMs = 500;
const longestPauseMs = 8_000;

/** What a call is run with. */
export interface CallRunnerOptions {
  readonly limiter: Pick<TelegramLimiter, 'acquire' | 'hold'>;
  readonly fetchTimeoutMs: number;
  readonly deadlineMs: number;
  /** Sends one request; rejects with telegraf's or the network's error. */
  readonly send: (method: string, payload: object, signal: AbortSignal) => Promise<unknown>;
}

/** Takes one call through limiter, request and retries, up to its deadline. */
export class CallRunner {
  private readonly metrics = new TelegramMetrics();
  private readonly questions = new SharedQuestions();

  constructor(private readonly options: CallRunnerOptions) {}

  /**
   * The answer's `result`; equal questions on their way at the same time share one, and must not change it.
   * @throws TelegramError for whatever Telegram, the network, the limiter or the caller's signal ended it with
   */
  call(method: string, payload: object, signal?: AbortSignal): Promise<unknown> {
    if (!isQuestion(method)) return this.run(method, payload, signal);
    return this.questions.answer({
      key: `${method} ${JSON.stringify(Object.entries(payload).sort())}`,
      rank: lanes.indexOf(currentLane()),
      ask: (lasting) => this.run(method, payload, lasting),
      signal,
      onJoin: () => this.metrics.joined(methodLabel(method)),
    });
  }

  private async run(method: string, payload: object, signal?: AbortSignal): Promise<unknown> {
    const endBy = performance.now() + this.options.deadlineMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt(method, payload, endBy, signal);
      } catch (error) {
        const failure = error instanceof TelegramError ? error : toFailure(error, method);
        if (failure === undefined) throw error;
        await this.beforeRetry(failure, { method, payload, attempt, endBy, signal });
      }
    }
  }

  private async attempt(
    method: string,
    payload: object,
    endBy: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const { limiter, send } = this.options;
    // A long poll is one request that lasts; slots are for requests that ask something of Telegram.
    const permit =
      method === 'getUpdates'
        ? undefined
        : await limiter.acquire({
            chat: writesToChat(method) ? chatOf(payload) : undefined,
            maxWaitMs: Math.max(0, endBy - performance.now()),
            signal,
          });
    const timeout = AbortSignal.timeout(this.options.fetchTimeoutMs + longPollMs(method, payload));
    const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    try {
      const result = await send(method, payload, both);
      this.metrics.called(methodLabel(method), 'ok');
      return result;
    } catch (error) {
      throw this.failed(error, method, timeout.aborted && !signal?.aborted);
    } finally {
      permit?.answered();
    }
  }

  private failed(error: unknown, method: string, timedOut: boolean): unknown {
    const failure = timedOut ? new TelegramUnavailableError(undefined, { method }) : toFailure(error, method);
    this.metrics.called(methodLabel(method), failure === undefined ? 'refused' : resultOf(failure));
    return failure ?? error;
  }

  /** Resolves when the call may be tried again, and rejects with `failure` when it may not. */
  private async beforeRetry(
    failure: TelegramError,
    call: {
      method: string;
      payload: object;
      attempt: number;
      endBy: number;
      signal: AbortSignal | undefined;
    },
  ): Promise<void> {
    const { method, payload, attempt, endBy, signal } = call;
    if (failure instanceof LimiterDeadlineError) this.metrics.called(methodLabel(method), 'deadline');
    const left = endBy - performance.now();
    if (failure instanceof RateLimitedError) {
      await this.options.limiter.hold(failure.retryAfterMs);
      if (failure.retryAfterMs >= left || hasOneUseContent(payload)) throw failure;
      return; // the limiter itself lets it pass when the pause is over
    }
    const unanswered = failure instanceof TelegramUnavailableError;
    const waitMs = Math.min(longestPauseMs, firstPauseMs * 2 ** attempt);
    if (!unanswered || !isRepeatable(method) || waitMs >= left) throw failure;
    await pause(waitMs, undefined, { signal }).catch(() => {
      throw new CallAbortedError({ method });
    });
  }
}

function toFailure(error: unknown, method: string): TelegramError | undefined {
  return classifyTelegramError(error, method);
}

function resultOf(failure: TelegramError): CallResult {
  if (failure instanceof RateLimitedError) return 'rate_limited';
  if (failure instanceof TelegramUnavailableError) return 'unavailable';
  if (failure instanceof CallAbortedError) return 'aborted';
  return 'refused';
}

function chatOf(payload: object): string | undefined {
  const id = 'chat_id' in payload ? payload.chat_id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

function longPollMs(method: string, payload: object): number {
  if (method !== 'getUpdates' || !('timeout' in payload) || typeof payload.timeout !== 'number') return 0;
  return payload.timeout * 1000;
}
