import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A metric that the sources define. */
export interface ExportedMetric {
  readonly name: string;
  /** Path from the repository's root. */
  readonly file: string;
}

const folders = ['apps', 'libs'];

/**
 * The metrics that apps and libs define with prom-client. Their names are text literals, either as `name: 'x', help:`
 * or as the first argument of a small maker (`counter('x', 'help'…`), so that this finds them without running anything.
 */
export function scanExportedMetrics(root: string): ExportedMetric[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /^[^/]+\/src\/.+\.ts$/.test(path) && !/spec\.ts$/.test(path))
      .flatMap((path) => {
        const file = `${folder}/${path}`;
        return metricsIn(readFileSync(join(root, file), 'utf8')).map((name) => ({ name, file }));
      }),
  );
}

/** The names of the metrics that a source text defines. */
export function metricsIn(source: string): string[] {
  if (!/prom-client|@willsoto\/nestjs-prometheus/.test(source)) return [];
  const definitions = /(?:name:\s*|\w(?:<[^>]*>)?\(\s*)'([a-z][a-z0-9]*(?:_[a-z0-9]+)+)',/g;
  return [...new Set([...source.matchAll(definitions)].map((match) => match[1] ?? ''))];
}

/** Whether a series of that name comes from one of the metrics; histograms have three series each. */
export function isExported(series: string, metrics: readonly ExportedMetric[]): boolean {
  const base = series.replace(/_(bucket|count|sum)$/, '');
  return metrics.some(({ name }) => name === series || name === base);
}
