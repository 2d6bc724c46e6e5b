import { environmentNames } from '@analyticbot/config';
import type { IContainer } from 'kubernetes-models/v1';
import { ofKind, workloads } from '../../kubernetes/objects.js';
import type { Repository } from '../../repository/repository.js';
import type { Check } from '../check.js';

/** What the tool that migrates the schema reads. */
const migrateReads = ['DATABASE_URL'];

/**
 * The variables a service reads, by the name of its container or compose service.
 * Undefined for what is not ours: its variables are those of its image.
 */
export function variablesOf(service: string): readonly string[] | undefined {
  if (service === 'migrate') return migrateReads;
  return (environmentNames as Readonly<Record<string, readonly string[]>>)[service];
}

/** Services get each variable they read, none that they don't, from keys that exist. */
export const environmentCheck: Check = {
  title: 'Environment: names that services read, keys that exist',
  run: (repository) =>
    workloads(repository).flatMap(({ file, containers }) =>
      containers.flatMap((container) =>
        [...nameProblems(container), ...sourceProblems(container, repository)].map(
          (problem) => `${file}: container ${container.name}: ${problem}`,
        ),
      ),
    ),
};

/** Probes and Services rely on the services' own defaults: a port each, on every address of the pod. */
const keptAtDefault: ReadonlySet<string> = new Set(['PORT', 'LISTEN_ADDRESS']);

function* nameProblems({ name, env = [], envFrom }: IContainer): Generator<string> {
  const known = variablesOf(name);
  if (known === undefined) return;
  if (envFrom !== undefined) yield 'envFrom would hand it more than it reads; name each variable';
  const given = env.map((variable) => variable.name);
  for (const variable of given) if (!known.includes(variable)) yield `it does not read ${variable}`;
  for (const variable of known) {
    if (!keptAtDefault.has(variable) && !given.includes(variable))
      yield `it reads ${variable}, which is not set`;
  }
  for (const variable of new Set(given.filter((one, at) => given.indexOf(one) !== at)))
    yield `${variable} is set twice`;
}

function* sourceProblems({ env = [] }: IContainer, repository: Repository): Generator<string> {
  const secretName = (repository.secret.value as { metadata: { name: string } }).metadata.name;
  const secretKeys = Object.keys((repository.secret.value as { stringData: object }).stringData);
  const maps = new Map(ofKind(repository, 'ConfigMap').map(({ name, object }) => [name, object.data ?? {}]));
  for (const { name, valueFrom } of env) {
    const secret = valueFrom?.secretKeyRef;
    if (secret !== undefined) {
      if (secret.name !== secretName) yield `${name} comes from a Secret ${secret.name}, which nobody makes`;
      else if (!secretKeys.includes(secret.key))
        yield `${name}: the Secret's example has no key ${secret.key}`;
    }
    const map = valueFrom?.configMapKeyRef;
    if (map !== undefined && maps.get(map.name ?? '')?.[map.key] === undefined) {
      yield `${name}: there is no key ${map.key} in a ConfigMap ${map.name}`;
    }
  }
}
