import { ofKind, workloads, type Workload } from '../../kubernetes/objects.js';
import type { Repository } from '../../repository/repository.js';
import type { Check } from '../check.js';

/** Beside its pool, each replica of a service keeps one connection for health checks. */
const healthLane = 1;
/** The migrations run on one connection, and hold a second one as a lock on some ways. */
const migrateConnections = 2;
const poolAnnotation = 'analyticbot/db-pool-max';

/** What the services take of Postgres at their largest, one line a service. */
export interface BudgetShare {
  readonly name: string;
  readonly each: number;
  readonly replicas: number;
  readonly surge: number;
}

/** `sum((pool + health lane) × (maxReplicas + surge)) + migrations <= max_connections − reserved`. */
export const budgetCheck: Check = {
  title: 'Connection budget: all replicas at once fit into Postgres',
  run: (repository) => {
    const problems: string[] = [];
    const shares = databaseUsers(repository).flatMap((workload) => {
      const share = shareOf(workload, repository);
      if (typeof share === 'string') problems.push(`${workload.file}: ${workload.name}: ${share}`);
      return typeof share === 'string' ? [] : share;
    });
    problems.push(...toldShares(repository, shares));
    const postgres = postgresLimits(repository);
    if (typeof postgres === 'string') return [...problems, postgres];
    const needed = shares.reduce((sum, { each, replicas, surge }) => sum + each * (replicas + surge), 0);
    const available = postgres.maxConnections - postgres.reserved;
    if (needed > available) {
      const terms = shares.map(
        ({ name, each, replicas, surge }) => `${name} ${each} × (${replicas} + ${surge})`,
      );
      problems.push(
        `infrastructure/k8s: ${terms.join(', ')} need ${needed} connections of ${available}: lower DB_POOL_MAX or maxReplicas, raise max_connections, or put PgBouncer in front`,
      );
    }
    return problems;
  },
};

/** The services hold DB_BUDGET_SHARES against the real server: it has to say what the manifests say. */
function toldShares(repository: Repository, shares: readonly BudgetShare[]): string[] {
  const map = ofKind(repository, 'ConfigMap').find(({ object }) => object.data?.['DB_BUDGET_SHARES']);
  const told = map?.object.data?.['DB_BUDGET_SHARES'] ?? '';
  const service = (name: string) => name.replace('analyticbot-', '').replace(/(-\d+)+$/, '');
  const terms = shares.map(
    ({ name, each, replicas, surge }) => `${service(name)}=${each}x${replicas}+${surge}`,
  );
  const same = [...terms].sort().join() === told.split(',').sort().join();
  return same
    ? []
    : [`infrastructure/k8s: DB_BUDGET_SHARES says ${told}, the manifests say ${terms.join(',')}`];
}

function databaseUsers(repository: Repository): Workload[] {
  return workloads(repository).filter(({ containers }) =>
    containers.some(({ env }) => env?.some(({ name }) => name === 'DATABASE_URL')),
  );
}

function shareOf(workload: Workload, repository: Repository): BudgetShare | string {
  if (workload.kind === 'Job')
    return { name: workload.name, each: migrateConnections, replicas: 1, surge: 0 };
  const pool = poolOf(workload, repository);
  if (typeof pool === 'string') return pool;
  const scaler = ofKind(repository, 'HorizontalPodAutoscaler').find(
    ({ object }) => object.spec?.scaleTargetRef.name === workload.name,
  );
  const rollout = ofKind(repository, 'Deployment').find(({ name }) => name === workload.name)?.object.spec
    ?.strategy;
  const surge = rollout?.rollingUpdate?.maxSurge;
  if (scaler?.object.spec === undefined)
    return 'it uses Postgres and has no autoscaler that limits its replicas';
  if (typeof surge !== 'number') return 'maxSurge must be a number, so that its connections can be counted';
  return { name: workload.name, each: pool + healthLane, replicas: scaler.object.spec.maxReplicas, surge };
}

/** From DB_POOL_MAX where the service reads it, else from the annotation, which must repeat what the code says. */
function poolOf({ containers, annotations }: Workload, repository: Repository): number | string {
  const variable = containers.flatMap(({ env }) => env ?? []).find(({ name }) => name === 'DB_POOL_MAX');
  const reference = variable?.valueFrom?.configMapKeyRef;
  const map = ofKind(repository, 'ConfigMap').find(({ name }) => name === reference?.name);
  const text = variable?.value ?? map?.object.data?.[reference?.key ?? ''] ?? annotations[poolAnnotation];
  if (text === undefined || !/^\d+$/.test(text))
    return `say how large its pool is: DB_POOL_MAX, or the annotation ${poolAnnotation}`;
  const pool = Number(text);
  if (variable === undefined && pool !== repository.monitorPoolMax) {
    return `the annotation says a pool of ${pool}, the code ${repository.monitorPoolMax ?? 'nothing that was found'}`;
  }
  return pool;
}

function postgresLimits(repository: Repository): { maxConnections: number; reserved: number } | string {
  const postgres = workloads(repository).find(
    ({ labels }) => labels['app.kubernetes.io/name'] === 'postgres',
  );
  const args = postgres?.containers.flatMap((container) => container.args ?? []) ?? [];
  const setting = (name: string) => {
    const found = args.find((argument) => argument.startsWith(`${name}=`))?.split('=')[1];
    return found === undefined ? undefined : Number(found);
  };
  const maxConnections = setting('max_connections');
  const superuser = setting('superuser_reserved_connections');
  const reserved = setting('reserved_connections');
  if (maxConnections === undefined || superuser === undefined || reserved === undefined) {
    return 'infrastructure/k8s: Postgres must be given max_connections, superuser_reserved_connections and reserved_connections';
  }
  return { maxConnections, reserved: superuser + reserved };
}
