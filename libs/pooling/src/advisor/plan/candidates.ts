import type { IndexCandidate } from '../advice.types.js';
import { walk, type PlanNode } from './explain.js';

/** A scan that reads a whole table to keep some of its rows, with the index that would find them. */
export interface WastefulScan {
  readonly node: PlanNode;
  readonly candidate: IndexCandidate;
}

type Column = IndexCandidate['columns'][number];

/**
 * Looks for sequential scans with a filter and gives the index that would serve each: columns compared for equality first, then one range
 * column, or the order that is asked for. Filters with OR are left alone.
 */
export function wastefulScans(plan: PlanNode): WastefulScan[] {
  const scans: WastefulScan[] = [];
  for (const { node, above } of walk(plan)) {
    const { 'Relation Name': table, Schema: schema, Filter: filter } = node;
    if (!/Seq Scan$/.test(node['Node Type']) || table === undefined || schema === undefined) continue;
    if (filter === undefined || / OR /.test(filter)) continue;
    const equal = columnsWith(filter, String.raw`=(?!>)`);
    const [range] = columnsWith(filter, '<=|>=|<|>').filter((name) => !equal.includes(name));
    const tail = range === undefined ? sortOf(above) : [{ name: range, descending: false }];
    const columns: Column[] = [
      ...equal.map((name) => ({ name, descending: false })),
      ...tail.filter(({ name }) => !equal.includes(name)),
    ];
    if (columns.length > 0) scans.push({ node, candidate: { schema, table, columns: columns.slice(0, 4) } });
  }
  return scans;
}

/** Columns that stand on the left of such a comparison: `(t.channel_id = $1)`, `((t.name)::text = $2)`. */
function columnsWith(filter: string, operator: string): string[] {
  const pattern = new RegExp(
    String.raw`\((?:\w+\.|"[^"]+"\.)?("[^"]+"|[a-z_]\w*)(?:\)::[\w ]+)?\s(?:${operator})\s`,
    'gi',
  );
  return [...new Set([...filter.matchAll(pattern)].map((match) => unquote(match[1] ?? '')))];
}

/** The columns of the nearest sort above, when they are plain ones. */
function sortOf(above: readonly PlanNode[]): Column[] {
  const keys = above.findLast((node) => node['Sort Key'] !== undefined)?.['Sort Key'] ?? [];
  const columns = keys.map((key) => /^(?:\w+\.)?("[^"]+"|[a-z_]\w*)( DESC)?$/i.exec(key));
  if (columns.some((match) => match === null)) return [];
  return columns.map((match) => ({
    name: unquote(match?.[1] ?? ''),
    descending: match?.[2] !== undefined,
  }));
}

const unquote = (name: string) => name.replace(/^"|"$/g, '');
