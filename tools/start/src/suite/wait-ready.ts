import { get } from 'node:http';

import { type LaunchedProcess } from '@analyticbot/embedded';

import { StartError } from '../start.errors.js';

/** What has to answer before a program counts as ready. */
export interface Readiness {
  readonly name: string;
  readonly url: string;
  readonly timeoutMs: number;
}

type Talker = Pick<LaunchedProcess, 'exited' | 'lastLines'>;

const POLL_MS = 100;
const REQUEST_TIMEOUT_MS = 2_000;

/** One request on a connection of its own: kept connections would hold up a server that is asked to stop. */
function ask(url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      resolve(statusCode >= 200 && statusCode < 300 ? 'ready' : `${url} answered ${statusCode}`);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(`${url} did not answer`));
  });
}

/**
 * Waits until a program answers 2xx.
 * @throws StartError `E_CHILD_ENDED` as soon as it has ended, `E_NOT_READY` when the time is over; both carry its last lines
 */
export async function waitReady(program: Talker, { name, url, timeoutMs }: Readiness): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let ended: StartError | undefined;
  void program.exited.then((exit) => {
    ended = new StartError(
      'E_CHILD_ENDED',
      `${name} ended before it was ready (${exit.signal ?? `exit code ${exit.code}`})`,
      'Its last lines are above.',
      { output: lastWords(name, program) },
    );
  });
  for (;;) {
    const answer = await ask(url);
    if (ended) throw ended;
    if (answer === 'ready') return;
    if (Date.now() > deadline) {
      throw new StartError(
        'E_NOT_READY',
        `${name} was not ready within ${timeoutMs / 1000} s: ${answer}`,
        'Its last lines are above.',
        { output: lastWords(name, program) },
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The last lines of a program, for the report of its failure. */
export function lastWords(name: string, program: Talker): string {
  const lines = program.lastLines().slice(-10);
  return lines.length === 0 ? `${name} printed nothing.` : [`Last lines of ${name}:`, ...lines].join('\n');
}
