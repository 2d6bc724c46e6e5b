import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A Markdown file of the repository. */
export interface Document {
  /** Path from the repository's root. */
  readonly file: string;
  readonly text: string;
}

const notOurs = new Set(['node_modules', 'dist']);
const workspaces = ['apps', 'libs', 'tools'];
/** Targets that Nx infers for every project, whatever its package.json says. */
const inferred = ['build', 'typecheck', 'lint', 'test'];

/** Every Markdown file below `root`, dependencies, builds and hidden folders left out. */
export function readDocuments(root: string, folder = ''): Document[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory())
      return notOurs.has(entry.name) || entry.name.startsWith('.') ? [] : readDocuments(root, file);
    return entry.name.endsWith('.md') ? [{ file, text: readFileSync(join(root, file), 'utf8') }] : [];
  });
}

/** Every `project:target` that Nx knows here. */
export function readNxTargets(root: string): Set<string> {
  const folders = workspaces.flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name)),
  );
  const projects = [...folders, join(root, 'infrastructure')].filter((at) =>
    existsSync(join(at, 'package.json')),
  );
  return new Set(
    projects.flatMap((at) => {
      const { nx } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as {
        nx?: { name?: string; targets?: object };
      };
      const name = nx?.name ?? at.slice(dirname(at).length + 1);
      return [...inferred, ...Object.keys(nx?.targets ?? {})].map((target) => `${name}:${target}`);
    }),
  );
}
