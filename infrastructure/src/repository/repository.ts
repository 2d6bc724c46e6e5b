import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type Document, readDocuments, readNxTargets } from './documents.js';
import { type ExportedMetric, scanExportedMetrics } from './exported-metrics.js';

/** One Kubernetes object as it stands in a file, not yet known to be valid. */
export interface Manifest {
  /** Path from the repository's root. */
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly value: Record<string, unknown>;
}

/** A YAML file that is no manifest. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
}

/** Everything the checks look at. Checks are pure: tests hand them a changed copy. */
export interface Repository {
  readonly root: string;
  readonly manifests: readonly Manifest[];
  /** The Secret that is made by hand; its example says which keys it has. */
  readonly secret: YamlFile;
  readonly compose: YamlFile;
  readonly adapter: YamlFile;
  readonly rules: readonly YamlFile[];
  /** Grafana's dashboards: JSON, which is YAML. */
  readonly dashboards: readonly YamlFile[];
  readonly dockerfile: string;
  /** Where the lock file puts packages, as paths below the root. */
  readonly lockedPaths: readonly string[];
  readonly documents: readonly Document[];
  /** Every `project:target`. */
  readonly nxTargets: ReadonlySet<string>;
  readonly exportedMetrics: readonly ExportedMetric[];
  /** What the monitor's code says about its pool, undefined when it is not found. */
  readonly monitorPoolMax: number | undefined;
}

const manifestsFolder = 'infrastructure/k8s';
const rulesFolder = 'infrastructure/monitoring/rules';
const dashboardsFolder = 'infrastructure/monitoring/dashboards';

/** Reads the repository at `root`. Throws on YAML that does not parse, with file and line. */
export function readRepository(root: string): Repository {
  const list = (folder: string) => readdirSync(join(root, folder)).sort();
  const single = (file: string): YamlFile => {
    const [value] = parseYaml(root, file);
    return { file, value };
  };
  return {
    root,
    // The same selection as `kubectl apply -f <folder>`: no sub-folders, in the order of names.
    manifests: list(manifestsFolder)
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .flatMap((name) => readManifests(root, `${manifestsFolder}/${name}`)),
    secret: single('infrastructure/secrets/secret.example.yaml'),
    compose: single('docker-compose.yml'),
    adapter: single('infrastructure/monitoring/prometheus-adapter.values.yaml'),
    rules: list(rulesFolder)
      .filter((name) => name.endsWith('.rules.yml'))
      .map((name) => single(`${rulesFolder}/${name}`)),
    dashboards: list(dashboardsFolder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => single(`${dashboardsFolder}/${name}`)),
    dockerfile: readFileSync(join(root, 'infrastructure/docker/service.Dockerfile'), 'utf8'),
    lockedPaths: Object.keys(
      (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: object }).packages,
    ),
    documents: readDocuments(root),
    nxTargets: readNxTargets(root),
    exportedMetrics: scanExportedMetrics(root),
    monitorPoolMax: findMonitorPool(root),
  };
}

function parseYaml(root: string, file: string): unknown[] {
  // A key twice is an error here, as it is for the API server in strict mode. `merge` is for compose's `<<`.
  const documents = parseAllDocuments(readFileSync(join(root, file), 'utf8'), {
    uniqueKeys: true,
    merge: true,
  });
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${file}: ${error.message}`);
    const value: unknown = document.toJS();
    return value === null ? [] : [value];
  });
}

function readManifests(root: string, file: string): Manifest[] {
  return parseYaml(root, file).map((value) => {
    const object = value as Record<string, unknown> & { metadata?: { name?: unknown } };
    return {
      file,
      apiVersion: String(object['apiVersion']),
      kind: String(object['kind']),
      name: String(object.metadata?.name),
      value: object,
    };
  });
}

function findMonitorPool(root: string): number | undefined {
  const folder = join(root, 'apps/performance-monitor/src');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.includes('spec.ts')) continue;
    const found = /\bpoolMax\s*[:=]\s*(\d+)/.exec(readFileSync(join(folder, name), 'utf8'));
    if (found !== null) return Number(found[1]);
  }
  return undefined;
}
