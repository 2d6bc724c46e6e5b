import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A project of the workspace that has the target asked for. */
export interface Project {
  readonly name: string;
  /** Its folder, relative to the workspace. */
  readonly root: string;
}

/** Runs Nx in one workspace, without its background process and its cache. */
export class Nx {
  private readonly script: string;
  private readonly record: string;

  constructor(
    private readonly root: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    this.script = join(root, 'node_modules/nx/dist/bin/nx.js');
    this.record = join(root, '.nx/cache/run.json');
  }

  /** The projects that have a target. */
  async projectsWith(target: string): Promise<Project[]> {
    const { nodes } = await this.graph();
    return Object.values(nodes)
      .filter(({ data }) => data.targets?.[target])
      .map(({ name, data }) => ({ name, root: data.root }));
  }

  /** Runs targets of all projects that have them, showing the output, and resolves to Nx's own record of the run (JSON). */
  async runMany(targets: readonly string[], projects: readonly Project[] = []): Promise<string | undefined> {
    await rm(this.record, { force: true });
    const only = projects.length > 0 ? ['-p', projects.map((project) => project.name).join(',')] : [];
    const how = ['--skip-nx-cache', '--parallel=2', '--output-style=static', '--nx-bail=false'];
    await this.run(['run-many', '-t', ...targets, ...only, ...how], 'inherit');
    return readFile(this.record, 'utf8').catch(() => undefined);
  }

  private graphRead: Promise<Graph> | undefined;

  private graph(): Promise<Graph> {
    this.graphRead ??= this.run(['graph', '--print'], 'pipe').then(
      (text) => (JSON.parse(text.slice(text.indexOf('{'))) as { graph: Graph }).graph,
    );
    return this.graphRead;
  }

  private run(args: readonly string[], output: 'inherit' | 'pipe'): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.script, ...args], {
        cwd: this.root,
        env: {
          ...this.environment,
          NX_DAEMON: 'false',
          NX_TUI: 'false',
          FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
        },
        stdio: ['ignore', output, 'inherit'],
      });
      let text = '';
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      child.once('error', reject);
      child.once('close', () => resolve(text));
    });
  }
}

interface Graph {
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly data: { readonly root: string; readonly targets?: Readonly<Record<string, unknown>> };
      }
    >
  >;
}
