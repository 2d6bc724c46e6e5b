import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { testGuard } from './test-guard.js';

const loader = new URL('../typescript-loader.mjs', import.meta.url).href;

/** A program that runs as a process of its own, from its TypeScript source, and talks by messages. */
export class SourceProcess {
  private readonly heard: unknown[] = [];
  private readonly waiting = new Set<() => void>();
  /** Resolves when the process has ended, with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  private constructor(private readonly child: ChildProcess) {
    const guarded = testGuard().add({ pid: child.pid ?? 0, signal: 'SIGKILL', graceMs: 0, stage: 0 });
    child.on('message', (message) => {
      this.heard.push(message);
      this.wake();
    });
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        guarded.release();
        resolve(code ?? signal);
        this.wake();
      });
    });
  }

  /**
   * Starts `program` (a path), which talks to us by `process.send` and `process.on('message')`. It should end when its
   * `disconnect` event comes. `environment` is added to that of this process.
   */
  static start(
    program: string | URL,
    args: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): SourceProcess {
    const path = program instanceof URL ? fileURLToPath(program) : program;
    return new SourceProcess(
      fork(path, [...args], {
        execArgv: ['--conditions=@analyticbot/source', '--import', loader],
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }

  /** Everything it has sent so far, oldest first. */
  get messages(): readonly unknown[] {
    return this.heard;
  }

  /** Resolves when `holds` of what it has sent is true. @throws when the process ends before */
  async until(holds: (messages: readonly unknown[]) => boolean): Promise<void> {
    while (!holds(this.heard)) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(
          `The process ended (${this.child.exitCode ?? this.child.signalCode}) before it said what was awaited.`,
        );
      }
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** Sends it a message, which must be plain data. */
  tell(message: object | string): void {
    this.child.send(message);
  }

  /** Freezes it: it holds its connections and does nothing, until `resume()`. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  /** Lets it go on. */
  resume(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it as a crash would, and waits for that. */
  async kill9(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
