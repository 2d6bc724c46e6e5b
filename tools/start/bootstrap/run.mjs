import { spawn } from 'node:child_process';

const KEPT_CHARACTERS = 20_000;

/**
 * Runs a command to its end. Resolves to its exit code and the last of what it printed; `onData` sees all of it as it comes.
 */
export function run(command, args, { cwd, env, shell = false, onData } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        onData?.(text);
        output = (output + text).slice(-KEPT_CHARACTERS);
      });
    }
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
