import { launch, type Guard, type LaunchedProcess, type ProcessExit } from '@analyticbot/embedded';

import { StartError } from '../start.errors.js';
import { type LineWriter } from './log-prefix.js';
import { lastWords, waitReady } from './wait-ready.js';

/** When something is stopped: lower first, what shares a stage together. */
export const STAGES = { service: 0, worker: 1, sandbox: 2, redis: 3, postgres: 4 } as const;

/** A program of the suite. */
export interface Program {
  readonly name: string;
  /** The compiled script that Node.js runs. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Added to the suite's own environment; undefined takes a variable away. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Answers 2xx once the program is ready. */
  readonly readyUrl: string;
  readonly stage: number;
}

/** Anything the suite has to stop and to watch: a program or an embedded server. */
export interface Member {
  readonly name: string;
  readonly stage: number;
  readonly exited: Promise<ProcessExit>;
  lastLines(): readonly string[];
  stop(): Promise<void>;
  kill9(): Promise<void>;
}

/** Settings of a suite. */
export interface SuiteOptions {
  readonly guard: Guard;
  /** The environment every program gets. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where the log lines of a program go. */
  readonly log: (name: string) => LineWriter;
  /** Milliseconds a program may take to get ready. @default 60000 */
  readonly readyTimeoutMs?: number;
}

/**
 * The processes that run together: started one after the other, stopped in order, all of them when one of them ends by itself. Nothing is
 * restarted behind the user's back.
 */
export class Suite {
  /** Rejects with `E_CHILD_ENDED` when a member ends although nobody stopped it; otherwise it stays open. */
  readonly broken: Promise<never>;

  private readonly members: Member[] = [];
  private stopping: Promise<void> | undefined;
  private break!: (error: Error) => void;

  constructor(private readonly options: SuiteOptions) {
    this.broken = new Promise((_, reject) => (this.break = reject));
    this.broken.catch(() => undefined);
  }

  /** Takes over what runs already, to watch and to stop it. */
  adopt(member: Member): void {
    this.members.push(member);
    void member.exited.then((exit) => {
      if (this.stopping) return;
      const how = exit.signal ? `was ended by ${exit.signal}` : `ended with exit code ${exit.code}`;
      this.break(
        new StartError(
          'E_CHILD_ENDED',
          `${member.name} ${how}, so everything is stopped`,
          'Its last lines are above; npm start begins again with the same data.',
          { output: lastWords(member.name, member) },
        ),
      );
    });
  }

  /**
   * Starts a program and resolves when it answers.
   * @throws StartError `E_CHILD_ENDED`, `E_NOT_READY`
   */
  async start(program: Program): Promise<void> {
    const { name, stage } = program;
    if (this.stopping) throw new StartError('E_STOPPED', `${name} is not started any more`, 'Start again.');
    const started: LaunchedProcess = await launch({
      name,
      command: process.execPath,
      args: ['--enable-source-maps', program.script, ...(program.args ?? [])],
      env: { ...this.options.environment, ...program.environment },
      onLine: this.options.log(name),
      guard: this.options.guard,
      stage,
    });
    // The wait for readiness tells of an early end in better words than `broken` would.
    await waitReady(started, {
      name,
      url: program.readyUrl,
      timeoutMs: this.options.readyTimeoutMs ?? 60_000,
    }).catch(async (error: unknown) => {
      await started.kill9();
      throw error;
    });
    this.adopt({ name, stage, ...started });
  }

  /** Stops everything, stage by stage; each process is killed when its grace period is over. Safe to call again. */
  stop(): Promise<void> {
    this.stopping ??= this.inOrder((member) => member.stop());
    return this.stopping;
  }

  /** Kills everything at once. */
  async kill(): Promise<void> {
    this.stopping ??= Promise.resolve();
    await Promise.all(this.members.map((member) => member.kill9()));
  }

  private async inOrder(end: (member: Member) => Promise<void>): Promise<void> {
    for (const stage of [...new Set(this.members.map((member) => member.stage))].sort((a, b) => a - b)) {
      await Promise.all(this.members.filter((member) => member.stage === stage).map(end));
    }
  }
}
