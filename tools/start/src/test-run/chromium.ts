import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const INSTALL_TIMEOUT_MS = 300_000;

/** True when the program really starts: on some systems `chromium` is only a hint at another package. */
async function starts(path: string): Promise<boolean> {
  return run(path, ['--version'], { timeout: 20_000 }).then(
    ({ stdout }) => /chrom/i.test(stdout),
    () => false,
  );
}

async function onPath(): Promise<string | undefined> {
  for (const name of NAMES) {
    const { stdout } = await run('/bin/sh', ['-c', `command -v ${name}`]).catch(() => ({ stdout: '' }));
    if (stdout.trim() && (await starts(stdout.trim()))) return stdout.trim();
  }
  return undefined;
}

async function installFromDistribution(isCi: boolean): Promise<void> {
  if (
    !(await access('/usr/bin/apt-get').then(
      () => true,
      () => false,
    ))
  )
    throw new Error('there is no apt-get here');
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !isCi) throw new Error('installing it needs root');
  const prefix = isRoot ? [] : ['sudo', '-n'];
  const apt = async (...args: string[]) => {
    const [command, ...rest] = [
      ...prefix,
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      '-qq',
      ...args,
    ];
    await run(command as string, rest, { timeout: INSTALL_TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 });
  };
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', 'chromium');
}

/**
 * Finds a Chromium for the browser tests: `CHROMIUM_PATH`, then the PATH, then the distribution's package where we may install it.
 * @param tell called with where it is, or with why there is none
 * @returns its path, or undefined: then the browser tests are skipped
 */
export async function findChromium(
  environment: NodeJS.ProcessEnv,
  tell: (detail: string) => void,
): Promise<string | undefined> {
  const given = environment['CHROMIUM_PATH'];
  if (given) {
    tell(given);
    return given;
  }
  let found = await onPath();
  let reason = 'its package does not start';
  if (!found) {
    try {
      await installFromDistribution(Boolean(environment['CI']));
      found = await onPath();
    } catch (error) {
      const { stderr, message } = error as { stderr?: string; message: string };
      reason = (stderr?.trim() || message).split('\n').at(-1) as string;
    }
  }
  tell(found ?? `not found (${reason}): the browser tests will be skipped. Set CHROMIUM_PATH to run them.`);
  return found;
}
