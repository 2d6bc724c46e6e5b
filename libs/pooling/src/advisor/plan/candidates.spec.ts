import { wastefulScans } from './candidates.js';
import type { PlanNode } from './explain.js';

const scan = (filter: string): PlanNode => ({
  ...{ 'Node Type': 'Seq Scan', 'Total Cost': 100, 'Plan Rows': 5 },
  ...{ 'Relation Name': 't', Schema: 'public', Filter: filter },
});
const columns = (plan: PlanNode) =>
  wastefulScans(plan).map(({ candidate }) =>
    candidate.columns.map(({ name, descending }) => name + (descending ? ' DESC' : '')),
  );

describe('wastefulScans', () => {
  it.each([
    ['((t.owner = $1) AND (t.at >= $2) AND (t.at < $3))', [['owner', 'at']]],
    ['((t.at >= $2) AND (t.owner = ANY ($1)))', [['owner', 'at']]],
    [`((t.name)::text = $1)`, [['name']]],
    ['(t."Odd Name" = 1)', [['Odd Name']]],
    ['((t.owner = $1) OR (t.at = $2))', []],
    ['(t.state <> $1)', []],
    ['(lower(t.name) = $1)', []],
  ])('%s', (filter, expected) => {
    expect(columns(scan(filter))).toEqual(expected);
  });

  it('takes the order that is asked for after the equal columns', () => {
    const sort = (keys: string[]): PlanNode => ({
      ...{ 'Node Type': 'Sort', 'Total Cost': 120, 'Plan Rows': 5, 'Sort Key': keys },
      Plans: [scan('(t.owner = $1)')],
    });
    expect(columns(sort(['t.at DESC']))).toEqual([['owner', 'at DESC']]);
    expect(columns(sort(['(sum(t.n))']))).toEqual([['owner']]);
  });
});
