import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import type { Document } from '../repository/documents.js';
import type { Repository } from '../repository/repository.js';
import type { Check } from './check.js';

const link = /\]\(([^)\s]+)\)/g;
const elsewhere = /^(https?|mailto):/;
const nxCommand = /\bnx (?:run )?([\w-]+:[\w-]+)/g;
const runbook = /^[\w/.-]+\.md#[\w-]+$/;

/** Links of documents lead to a file and a heading that are there, and so do the runbooks of alerts; commands name targets of Nx. */
export const documentsCheck: Check = {
  title: 'Documents: links, headings, commands, runbooks',
  run: (repository) => [
    ...repository.documents.flatMap((document) => [
      ...brokenLinks(repository, document),
      ...unknownTargets(repository, document),
    ]),
    ...repository.rules.flatMap(({ file, value }) =>
      stringsIn(value)
        .filter((text) => runbook.test(text) && !leadsSomewhere(repository, text))
        .map((text) => `${file}: the runbook ${text} is not there`),
    ),
  ],
};

function brokenLinks(repository: Repository, { file, text }: Document): string[] {
  return [...text.matchAll(link)]
    .flatMap(([, target = '']) => (elsewhere.test(target) ? [] : [target]))
    .filter((target) => !leadsSomewhere(repository, resolved(file, target)))
    .map((target) => `${file}: the link ${target} leads nowhere: mend the path or the heading`);
}

function unknownTargets({ nxTargets }: Repository, { file, text }: Document): string[] {
  return [...text.matchAll(nxCommand)]
    .flatMap(([, target = '']) => (nxTargets.has(target) ? [] : [target]))
    .map((target) => `${file}: "nx run ${target}" is no target of a project here`);
}

/** A link as a path from the root, with its heading. */
function resolved(file: string, target: string): string {
  return target.startsWith('#') ? `${file}${target}` : normalize(join(file, '..', target));
}

function leadsSomewhere({ root, documents }: Repository, target: string): boolean {
  const [path = '', heading] = target.split('#');
  if (heading === undefined) return existsSync(join(root, path));
  const headings = documents.find(({ file }) => file === path)?.text.matchAll(/^#+ (.+)$/gm) ?? [];
  return [...headings].some(([, title = '']) => anchorOf(title) === heading);
}

/** As GitHub makes it: lower case, spaces as dashes, punctuation left out. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
