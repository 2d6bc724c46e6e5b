import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as analytics from '../index.js';

const { figureDefinitions } = analytics;
const source = (file: string) => readFileSync(join(__dirname, file), 'utf8');
const definitions = Object.entries(figureDefinitions);

/** The rows of a table in docs/figures.md, by the name in their first cell. */
function documented(heading: string): Record<string, string[]> {
  const section = source('../../../../docs/figures.md')
    .split('\n## ')
    .find((one) => one.startsWith(heading));
  const rows = (section ?? '').split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return Object.fromEntries(cells.map(([name = '', ...others]) => [name.replaceAll('`', ''), others]));
}

describe('the definitions of figures', () => {
  it('are those of the documentation, word for word', () => {
    expect(documented('# Figures')).toEqual(
      Object.fromEntries(
        definitions.map(([name, one]) => [
          name,
          [
            ...[one.title, one.formula, one.unit, one.window, one.sample, one.interval, one.source],
            one.missing.map((reason) => `\`${reason}\``).join(', '),
            `\`${one.computedBy}\``,
          ],
        ]),
      ),
    );
  });

  it('explain every reason that a figure may give', () => {
    const reasons = definitions.flatMap(([, { missing }]) => missing);
    expect(Object.keys(documented('Why there is none')).sort()).toEqual([...new Set(reasons)].sort());
  });

  it('tell the limits that hints go by', () => {
    const day = (index: number) => ({
      day: `2026-11-${10 + index}`,
      ...{ subscribers: index < 7 ? 100 : 200, viewsGained: 5 },
    });
    const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, joins: 10 }));
    const burst = [
      { hour: 1, joins: 90 },
      { hour: 2, joins: 1 },
    ];
    const days = Array.from({ length: 14 }, (_, index) => day(index));
    const hints = [
      ...analytics.fraudHints(days, [{ link: 'even', hours }]),
      ...analytics.fraudHints([], [{ link: 'burst', hours: burst }]),
    ];
    const limits = hints.map(({ kind, limit }): [string, string] => [kind, String(limit)]);
    const told = Object.entries(documented('Hints')).map(([kind, cells]) => [kind, cells.at(-1)]);
    expect(Object.fromEntries(limits)).toEqual(Object.fromEntries(told));
  });

  it.each(definitions)('%s is computed by a function that names its source', (_name, { computedBy }) => {
    expect(typeof analytics[computedBy as keyof typeof analytics]).toBe('function');
    const file = files.find((one) => one.includes(`export function ${computedBy}(`)) ?? '';
    const docstring = file
      .slice(0, file.indexOf(`export function ${computedBy}(`))
      .split('/**')
      .at(-1);
    expect(docstring).toContain('Source:');
  });

  it.each(definitions)('%s can give every reason that is said', (_name, { missing, computedBy }) => {
    const file = files.find((one) => one.includes(`export function ${computedBy}(`)) ?? '';
    for (const reason of missing.filter((one) => one !== 'no-source' || computedBy !== 'forecast'))
      expect(file).toContain(`'${reason}'`);
  });
});

const files = [
  ...['growth/growth', 'reach/average-reach', 'reach/engagement', 'age/reach-at-age', 'age/views-gained'],
  ...['rhythm/best-hour', 'rhythm/anomaly', 'campaigns/campaign', 'forecast/forecast'],
].map((name) => source(`../${name}.ts`));
