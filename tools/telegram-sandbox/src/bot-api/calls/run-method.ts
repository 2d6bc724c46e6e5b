import { type SandboxContext } from '../../sandbox-context.js';
import { BotApiError, tooManyRequests } from '../bot-api.errors.js';
import { type BotMethod, DescribedResult } from '../bot-method.js';
import { findMethod } from '../method-registry.js';
import { type MethodArguments } from './method-arguments.js';

/** An answer of the Bot API with its HTTP status. */
export interface BotApiAnswer {
  status: number;
  body:
    | { ok: true; result: unknown; description?: string }
    | { ok: false; error_code: number; description: string; parameters?: { retry_after?: number } };
}

/** Runs one call: limits first, then the method. Every call is logged; refusals are answers, other errors are thrown. */
export async function runMethod(
  sandbox: SandboxContext,
  name: string,
  args: MethodArguments,
  signal: AbortSignal,
): Promise<BotApiAnswer> {
  const method = findMethod(name);
  try {
    if (!method) throw new BotApiError(404, 'Not Found');
    if (sandbox.limits) limit(sandbox, method, args);
    const returned = await method.run({ args, sandbox, signal });
    sandbox.calls.add(method.name, args, 200);
    return {
      status: 200,
      body:
        returned instanceof DescribedResult
          ? { ok: true, result: returned.result, description: returned.description }
          : { ok: true, result: returned },
    };
  } catch (error) {
    if (!(error instanceof BotApiError)) throw error;
    sandbox.calls.add(method?.name ?? name, args, error.status, error.message);
    return refusal(error);
  }
}

/** The answer to a refused call. */
export function refusal(error: BotApiError): BotApiAnswer {
  return {
    status: error.status,
    body: {
      ok: false,
      error_code: error.status,
      description: error.message,
      ...(error.parameters && { parameters: error.parameters }),
    },
  };
}

function limit({ limiter, world }: SandboxContext, method: BotMethod, args: MethodArguments): void {
  if (method.limit === 'free') return;
  const now = performance.now();
  const wait = method.limit === 'call' ? limiter.admitCall(now) : limiter.admit(chatKey(args), now);
  if (wait > 0) throw tooManyRequests(wait);

  /** @name and number of one channel share its limits. */
  function chatKey(call: MethodArguments): string {
    const id = call.text('chat_id').trim();
    return String((id.startsWith('@') ? world.channelNamed(id.slice(1))?.id : undefined) ?? id);
  }
}
