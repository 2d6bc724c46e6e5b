import { join } from 'node:path';
import { launch, type Guard, type LaunchedProcess } from '@analyticbot/embedded';

const root = join(__dirname, '../../../..');

/** The programs of the suite, by name. */
export const programs = {
  'bot-gateway': join(root, 'apps/bot-gateway/dist/main.js'),
  'analytics-worker': join(root, 'apps/analytics-worker/dist/main.js'),
  'performance-monitor': join(root, 'apps/performance-monitor/dist/main.js'),
  'telegram-sandbox': join(root, 'tools/telegram-sandbox/dist/main.js'),
  migrate: join(root, 'libs/storage/dist/cli/migrate.js'),
} as const;
/** A program of the suite, by the folder of its build. */
export type Program = keyof typeof programs;

/** Starts a program with nothing but the given environment and the PATH. */
export function run(
  program: Program,
  environment: Readonly<Record<string, string>>,
  options: {
    readonly args?: readonly string[];
    readonly guard?: Guard;
    readonly onLine?: (line: string) => void;
  } = {},
): Promise<LaunchedProcess> {
  return launch({
    name: program,
    command: process.execPath,
    args: [programs[program], ...(options.args ?? [])],
    cwd: root,
    env: { PATH: process.env['PATH'], ...environment },
    ...(options.guard === undefined ? {} : { guard: options.guard }),
    onLine: (line) => options.onLine?.(line),
  });
}

/** Resolves when `url` answers 200; rejects with the program's last lines when it ends before, or after 30 s. */
export async function answering(url: string, program: LaunchedProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  let ended = false;
  void program.exited.then(() => (ended = true));
  for (;;) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (response?.status === 200) return;
    if (ended || Date.now() > deadline) {
      throw new Error(`${url} does not answer:\n${program.lastLines().join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
