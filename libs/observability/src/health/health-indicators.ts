import type { Redis } from 'ioredis';
import { errorCode } from '../logging/error-fields.js';
import type { RuntimeStats } from '../metrics/runtime-stats.js';
import { within } from '../process/within.js';

/** One thing that must be well. `check` rejects or throws when it is not; the reason is shown. */
export interface Indicator {
  readonly name: string;
  /** How long `check` may take. @default 2000 */
  readonly deadlineMs?: number;
  /** Does the replica refuse traffic while this is down? @default true */
  readonly readiness?: boolean;
  /** Must the replica be restarted while this is down? @default false */
  readonly liveness?: boolean;
  check(): Promise<Record<string, unknown> | void>;
}

/** Settings of an indicator that its maker leaves open. */
export type IndicatorSettings = Pick<Indicator, 'deadlineMs' | 'readiness' | 'liveness'>;

/** An indicator says what is wrong, in words fit for strangers: no address, no secret. */
export class UnhealthyError extends Error {
  readonly code = 'E_UNHEALTHY';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnhealthyError';
  }
}

/** Redis answers a `PING`. */
export function redisIndicator(name: string, redis: Redis, settings: IndicatorSettings = {}): Indicator {
  return { ...settings, name, check: async () => void (await redis.ping()) };
}

/** A check of the caller's resolves (Postgres, say: `() => pool.ping()`). */
export function checkIndicator(
  name: string,
  check: () => Promise<void>,
  settings: IndicatorSettings = {},
): Indicator {
  return { ...settings, name, check };
}

/** A condition holds ("the work server listens"). `problem` is what to say when it doesn't. */
export function predicateIndicator(
  name: string,
  holds: () => boolean,
  problem: string,
  settings: IndicatorSettings = {},
): Indicator {
  return {
    ...settings,
    name,
    check: async () => {
      if (!holds()) throw new UnhealthyError(problem);
    },
  };
}

/** The event loop's p99 lag is below `maxLagMs` (500). For the full picture only, unless set otherwise. */
export function eventLoopIndicator(
  name: string,
  stats: RuntimeStats,
  settings: IndicatorSettings & { readonly maxLagMs?: number } = {},
): Indicator {
  const { maxLagMs = 500, ...others } = settings;
  return {
    readiness: false,
    ...others,
    name,
    check: async () => {
      const lagMs = stats.snapshot().eventLoopLagP99Seconds * 1000;
      if (lagMs > maxLagMs) {
        throw new UnhealthyError(`The event loop lags ${Math.round(lagMs)} ms, more than ${maxLagMs} ms.`);
      }
      return { lagMs };
    },
  };
}

/** Runs an indicator within its deadline. Rejects with an `UnhealthyError` whose text is fit to be shown. */
export async function runIndicator(indicator: Indicator): Promise<Record<string, unknown> | void> {
  try {
    return await within(
      indicator.deadlineMs ?? 2_000,
      Promise.resolve().then(() => indicator.check()),
    );
  } catch (error) {
    if (error instanceof UnhealthyError) throw error;
    // Foreign messages may hold addresses; the code is enough to act on, the log has the rest.
    throw new UnhealthyError(`failed: ${errorCode(error) ?? (error as Error).name}`, { cause: error });
  }
}
