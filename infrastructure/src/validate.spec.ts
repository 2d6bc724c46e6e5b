import { resolve } from 'node:path';
import { readRepository, type Repository } from './repository/repository.js';
import { checks, describeResults, validate } from './validate.js';

const repository = readRepository(resolve(__dirname, '../..'));

type Tree = { [key: string]: unknown };

/** Sets what `path` leads to; undefined removes it. */
function put(tree: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((node, key) => (node as Tree)[key], tree) as Tree;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

/** A copy of the real files in which one field of one object is changed. */
function withChange(kind: string, name: string, path: string, value: unknown): Repository {
  const manifests = structuredClone(repository.manifests);
  put(manifests.find((one) => one.kind === kind && one.name === name)?.value, path, value);
  return { ...repository, manifests };
}

function withCompose(path: string, value: unknown): Repository {
  const compose = structuredClone(repository.compose);
  put(compose.value, path, value);
  return { ...repository, compose };
}

function withPanel(expr: string): Repository {
  const dashboards = structuredClone(repository.dashboards);
  put(dashboards[0]?.value, 'panels.0.targets.0.expr', expr);
  return { ...repository, dashboards };
}

function withDocument(text: string): Repository {
  return { ...repository, documents: [...repository.documents, { file: 'docs/new.md', text }] };
}

const problemsOf = (changed: Repository) =>
  validate(changed)
    .flatMap(({ problems }) => problems)
    .join('\n');

const gateway = 'analyticbot-bot-gateway';
const worker = 'analyticbot-analytics-worker';
const monitor = 'analyticbot-performance-monitor';
const scaler = 'HorizontalPodAutoscaler';
const container = 'spec.template.spec.containers.0';

describe('the repository as it is', () => {
  it.each(checks)('$title', (check) => {
    const skipped = check.skip?.();
    if (skipped !== undefined) console.warn(`Skipped: ${skipped}`);
    else expect(check.run(repository)).toEqual([]);
  });

  it('reads every manifest that kubectl would apply', () => {
    const kinds = repository.manifests.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'Deployment')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'HorizontalPodAutoscaler')).toHaveLength(3);
    expect(repository.exportedMetrics.length).toBeGreaterThan(15);
  });
});

describe('validate finds', () => {
  it.each<[string, Repository, string]>([
    [
      'a panel that asks for nothing',
      withPanel('rate(cache_lookups[5m])'),
      'cache_lookups, which no service',
    ],
    ['a panel without an expression', withPanel(''), 'panels.0.targets.0.expr'],
    [
      'a link to a file that is gone',
      withDocument('[x](operations/gone.md)'),
      'operations/gone.md leads nowhere',
    ],
    [
      'a link to a heading that is gone',
      withDocument('[x](figures.md#why-there-is-one)'),
      'the link figures.md#why-there-is-one leads nowhere',
    ],
    [
      'a command of no project',
      withDocument('`npx nx run pooling:quick`'),
      '"nx run pooling:quick" is no target',
    ],
    [
      'an alert whose runbook is gone',
      { ...repository, documents: repository.documents.filter(({ file }) => !file.endsWith('runbooks.md')) },
      'runbooks.md#work-is-waiting is not there',
    ],
    ['a misspelt field', withChange(scaler, gateway, 'spec.minReplica', 2), 'unknown field spec.minReplica'],
    [
      'a wrong type',
      withChange(scaler, gateway, 'spec.maxReplicas', '10'),
      'spec/maxReplicas must be integer',
    ],
    [
      'a Pods metric with Value',
      withChange(scaler, gateway, 'spec.metrics.0.pods.target', { type: 'Value', value: '16' }),
      'gateway_updates_in_flight: a Pods metric takes a target of AverageValue, not Value',
    ],
    [
      'a target whose value does not fit its type',
      withChange(scaler, worker, 'spec.metrics.0.external.target', { type: 'Value', averageValue: '5' }),
      'must set just value, not averageValue',
    ],
    [
      'min above max',
      withChange(scaler, gateway, 'spec.minReplicas', 11),
      'minReplicas 11 is above maxReplicas 10',
    ],
    [
      'an autoscaler of nothing',
      withChange(scaler, gateway, 'spec.scaleTargetRef.name', 'gateway'),
      'there is no Deployment gateway',
    ],
    [
      'a metric that the adapter does not make',
      withChange(scaler, gateway, 'spec.metrics.0.pods.metric.name', 'updates_pending'),
      'asks for the Pods metric updates_pending, which the adapter does not make',
    ],
    [
      'a metric that no service exports any more',
      {
        ...repository,
        exportedMetrics: repository.exportedMetrics.filter(({ name }) => name !== 'messaging_in_flight'),
      },
      'gateway_updates_in_flight reads messaging_in_flight, which no service exports',
    ],
    [
      'a pod that is killed while it closes',
      withChange('Deployment', monitor, 'spec.template.spec.terminationGracePeriodSeconds', 30),
      'terminationGracePeriodSeconds 30 kills it while it closes: give it 35 or more',
    ],
    [
      'a Deployment that fights its autoscaler',
      withChange('Deployment', gateway, 'spec.replicas', 2),
      'also fixes replicas',
    ],
    [
      'a selector that misses its pods',
      withChange('Deployment', gateway, 'spec.selector.matchLabels', { app: 'gateway' }),
      'its selector does not match its pods',
    ],
    [
      'a Service that leads nowhere',
      withChange('Service', gateway, 'spec.ports.0.targetPort', 'web'),
      'port 8000 leads to no port',
    ],
    [
      'a probe on a port that is not there',
      withChange('Deployment', gateway, `${container}.readinessProbe.httpGet.port`, 9000),
      'a probe asks port 9000',
    ],
    [
      'a variable that nobody reads',
      withChange('Deployment', gateway, `${container}.env.7`, { name: 'DATABASE_URL', value: 'x' }),
      'it does not read DATABASE_URL',
    ],
    [
      'a variable that is missing',
      withChange('Deployment', worker, `${container}.env`, []),
      'it reads REDIS_URL, which is not set',
    ],
    [
      'a key that the ConfigMap lost',
      withChange('ConfigMap', 'analyticbot-config', 'data.LOG_LEVEL', undefined),
      'there is no key LOG_LEVEL in a ConfigMap analyticbot-config',
    ],
    [
      'more connections than Postgres has',
      withChange('ConfigMap', 'analyticbot-config', 'data.DB_POOL_MAX', '50'),
      'need 375 connections of 190',
    ],
    [
      'a budget told to the services that is not the one of the manifests',
      withChange(scaler, worker, 'spec.maxReplicas', 5),
      'DB_BUDGET_SHARES says analytics-worker=21x6+1',
    ],
    [
      'an annotation that the code contradicts',
      withChange('Deployment', monitor, 'spec.template.metadata.annotations', {
        'analyticbot/db-pool-max': '2',
      }),
      'the annotation says a pool of 2',
    ],
    [
      'a container that may write its own files',
      withChange('Deployment', worker, `${container}.securityContext.readOnlyRootFilesystem`, false),
      'it needs readOnlyRootFilesystem: true',
    ],
    [
      'a heap as large as the memory limit',
      withChange('Deployment', worker, `${container}.resources.limits.memory`, '320Mi'),
      'a heap of 320 MiB leaves less than 30 %',
    ],
    [
      'a store that is open to the network',
      withCompose('services.postgres.ports', ['5432:5432']),
      'port 5432:5432 is open to other machines',
    ],
    ['a compose file that version 1 refuses', withCompose('name', 'analyticbot'), 'Unrecognized key: "name"'],
    [
      'a store behind a profile',
      withCompose('services.redis.profiles', ['services']),
      'a store must start without a profile',
    ],
    [
      'a package that lies below one of our projects',
      { ...repository, lockedPaths: ['node_modules/pg', 'libs/pooling/node_modules/@nestjs/typeorm'] },
      '@nestjs/typeorm lie below a project of ours',
    ],
  ])('%s', (_what, changed, expected) => {
    expect(problemsOf(changed)).toContain(expected);
  });
});

it('prints one line for each problem', () => {
  const text = describeResults([
    { title: 'A', problems: ['a is wrong', 'b is wrong'], skipped: undefined },
    { title: 'Longer', problems: [], skipped: undefined },
  ]);
  expect(text.split('\n')).toEqual([
    'A       2 problem(s)',
    'Longer  ok',
    '',
    '✗ a is wrong',
    '✗ b is wrong',
  ]);
});
