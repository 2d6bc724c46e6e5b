import type { IDeployment, IStatefulSet } from 'kubernetes-models/apps/v1';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { IConfigMap, IContainer, IPodSpec, IService } from 'kubernetes-models/v1';
import type { Manifest, Repository } from '../repository/repository.js';

interface Kinds {
  ConfigMap: IConfigMap;
  Deployment: IDeployment;
  HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  Job: IJob;
  NetworkPolicy: INetworkPolicy;
  PodDisruptionBudget: IPodDisruptionBudget;
  Service: IService;
  StatefulSet: IStatefulSet;
}

/** A manifest whose shape the schema check vouches for. */
export interface Typed<T> extends Manifest {
  readonly object: T;
}

/** All manifests of one kind. Their shape is what the schema check looks after; later checks rely on it. */
export function ofKind<K extends keyof Kinds>(repository: Repository, kind: K): Typed<Kinds[K]>[] {
  return repository.manifests
    .filter((manifest) => manifest.kind === kind)
    .map((manifest) => ({ ...manifest, object: manifest.value as unknown as Kinds[K] }));
}

/** Something that makes pods. */
export interface Workload extends Manifest {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Absent for a Job, which makes its own. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly pod: IPodSpec;
  readonly containers: readonly IContainer[];
}

/** Deployments, StatefulSets and Jobs. */
export function workloads(repository: Repository): Workload[] {
  const all = [
    ...ofKind(repository, 'Deployment'),
    ...ofKind(repository, 'StatefulSet'),
    ...ofKind(repository, 'Job'),
  ];
  return all.flatMap((manifest) => {
    const spec = manifest.object.spec;
    const pod = spec?.template.spec;
    if (spec === undefined || pod === undefined) return [];
    return {
      ...manifest,
      labels: spec.template.metadata?.labels ?? {},
      annotations: spec.template.metadata?.annotations ?? {},
      selector: spec.selector?.matchLabels,
      pod,
      containers: [...(pod.initContainers ?? []), ...pod.containers],
    };
  });
}

/** Whether all labels asked for are there with these values. */
export function matches(
  asked: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(asked ?? {}).every(([key, value]) => labels[key] === value);
}

/** Bytes of a memory quantity such as `256Mi`; undefined for what is none. */
export function bytesOf(quantity: string | number | undefined): number | undefined {
  const found = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi)?$/.exec(String(quantity));
  if (found === null) return undefined;
  const factor = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }[found[2] ?? ''] ?? 1;
  return Number(found[1]) * factor;
}
