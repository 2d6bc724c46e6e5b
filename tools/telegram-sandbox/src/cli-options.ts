import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type SandboxOptions, sandboxOptionsSchema } from './sandbox-options.js';

/** What `--help` prints. */
export const usage = `telegram-sandbox: a local Telegram

  --port N         port (8081); 0 takes any free one
  --host ADDRESS   address to listen on (127.0.0.1)
  --data DIR       keep the state there, so that a restart continues
  --token TOKEN    the bot's token
  --seed N         the same seed gives the same channels (1)
  --speed X        simulated seconds a real second (1)
  --start ISO      first simulated moment (now)
  --history DAYS   days of channel life before the first start (60)
  --limits on|off|strict  enforce Telegram's rate limits (on); strict counts every call in sliding windows
  --crowd N        people who have started the bot already, and five channels it administers (0)
`;

/** A wrong command line; the message names the option. */
export class CommandLineError extends Error {
  readonly code = 'E_COMMAND_LINE';

  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CommandLineError';
  }
}

const flagOf: Readonly<Record<string, string>> = { dataDir: 'data', historyDays: 'history' };

/** Reads the arguments after `node main.js`; 'help' when asked for. @throws CommandLineError */
export function readCommandLine(args: string[]): SandboxOptions | 'help' {
  const text = { type: 'string' } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: text,
        host: text,
        data: text,
        token: text,
        seed: text,
        speed: text,
        start: text,
        history: text,
        limits: text,
        crowd: text,
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (cause) {
    throw new CommandLineError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (values.help) return 'help';
  const { data, history, limits, help: _help, ...rest } = values;
  const level = z.enum(['on', 'off', 'strict']).default('on').safeParse(limits);
  if (!level.success) throw new CommandLineError('--limits: expected on, off or strict');
  const enforced = level.data === 'strict' ? level.data : level.data === 'on';
  const options = { ...rest, dataDir: data, historyDays: history, limits: enforced };
  const checked = sandboxOptionsSchema.safeParse(options);
  if (checked.success) return checked.data;
  // By name and rule, never by value: one of them is a token.
  const wrong = checked.error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? '');
    return `--${flagOf[name] ?? name}: ${message}`;
  });
  throw new CommandLineError(wrong.join('\n'), { cause: checked.error });
}
