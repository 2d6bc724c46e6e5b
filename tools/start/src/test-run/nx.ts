import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { launch, type Guard } from '@analyticbot/embedded';

/** A project of the workspace that has the target asked for. */
export interface Project {
  readonly name: string;
  /** Its folder, relative to the workspace. */
  readonly root: string;
}

/** Settings of `Nx`. */
export interface NxOptions {
  /** The workspace. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends Nx should this process die. */
  readonly guard: Guard;
  /** Called with each line that Nx and its tasks print. */
  readonly onLine: (line: string) => void;
  /** Milliseconds one run may take; tasks that are not done by then are ended. @default 1800000 */
  readonly timeoutMs?: number;
}

/** The part of `nx graph --print` we read. */
interface Graph {
  readonly nodes: Readonly<
    Record<
      string,
      { readonly name: string; readonly data: { readonly root: string; readonly targets?: object } }
    >
  >;
}

const GRACE_MS = 5_000;

/** Runs Nx in one workspace, without its background process and its cache. */
export class Nx {
  private readonly record: string;
  private graph: Promise<Graph> | undefined;

  constructor(private readonly options: NxOptions) {
    this.record = join(options.root, '.nx/cache/run.json');
  }

  /** The projects that have a target. */
  async projectsWith(target: string): Promise<Project[]> {
    this.graph ??= this.readGraph();
    const { nodes } = await this.graph;
    return Object.values(nodes)
      .filter(({ data }) => data.targets && target in data.targets)
      .map(({ name, data }) => ({ name, root: data.root }));
  }

  /**
   * Runs targets of all projects that have them, or of the given ones, and resolves to Nx's own record of the run (JSON); undefined when it
   * did not get that far.
   */
  async runMany(targets: readonly string[], projects: readonly Project[] = []): Promise<string | undefined> {
    await rm(this.record, { force: true });
    const only = projects.length > 0 ? ['-p', projects.map((project) => project.name).join(',')] : [];
    const how = ['--skip-nx-cache', '--parallel=2', '--output-style=static', '--nx-bail=false'];
    await this.run(['run-many', '-t', ...targets, ...only, ...how], this.options.onLine);
    return readFile(this.record, 'utf8').catch(() => undefined);
  }

  private async readGraph(): Promise<Graph> {
    const lines: string[] = [];
    await this.run(['graph', '--print'], (line, stream) => {
      if (stream === 'stdout') lines.push(line);
      else this.options.onLine(line);
    });
    const text = lines.join('\n');
    if (!text.includes('{'))
      throw new Error(`Nx could not read the workspace: ${text.trim() || 'see above'}`);
    return (JSON.parse(text.slice(text.indexOf('{'))) as { graph: Graph }).graph;
  }

  private async run(
    args: readonly string[],
    onLine: (line: string, stream: 'stdout' | 'stderr') => void,
  ): Promise<void> {
    const { root, environment, guard, timeoutMs = 30 * 60_000 } = this.options;
    const nx = await launch({
      name: 'Nx',
      command: process.execPath,
      args: [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args],
      cwd: root,
      env: { ...environment, NX_DAEMON: 'false', NX_TUI: 'false' },
      guard,
      onLine,
    });
    let kill: NodeJS.Timeout | undefined;
    const timer = setTimeout(() => {
      this.options.onLine(`✖ Nx was not done within ${timeoutMs / 60_000} minutes and is stopped`);
      signalGroup(nx.pid, 'SIGTERM');
      kill = setTimeout(() => signalGroup(nx.pid, 'SIGKILL'), GRACE_MS);
    }, timeoutMs);
    await nx.exited;
    clearTimeout(timer);
    clearTimeout(kill);
  }
}

/** Reaches Nx and all its tasks: it leads a process group of its own. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing is left.
  }
}
