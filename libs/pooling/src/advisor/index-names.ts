import { createHash } from 'node:crypto';
import type { IndexCandidate } from './advice.types.js';

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The table's name for SQL, quoted. */
export const tableOf = ({ schema, table }: Pick<IndexCandidate, 'schema' | 'table'>) =>
  `${quote(schema)}.${quote(table)}`;

/** What follows the table's name in CREATE INDEX. */
export const definitionOf = ({ columns }: IndexCandidate) =>
  `(${columns.map(({ name, descending }) => quote(name) + (descending ? ' DESC' : '')).join(', ')})`;

/** A name that tells where it comes from; the same for the same index. */
export function nameOf(candidate: IndexCandidate): string {
  const words = [candidate.table, ...candidate.columns.map(({ name }) => name)].join('_').toLowerCase();
  const hash = createHash('sha256')
    .update(tableOf(candidate) + definitionOf(candidate))
    .digest('hex')
    .slice(0, 6);
  return `advised_${words.replace(/[^a-z0-9_]/g, '').slice(0, 40)}_${hash}`;
}

/** The statement that makes it, without blocking writers. */
export const ddlOf = (candidate: IndexCandidate) =>
  `CREATE INDEX CONCURRENTLY ${nameOf(candidate)} ON ${tableOf(candidate)} ${definitionOf(candidate)}`;
