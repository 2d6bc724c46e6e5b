import type { IContainer } from 'kubernetes-models/v1';
import { bytesOf, matches, ofKind, workloads, type Workload } from '../../kubernetes/objects.js';
import type { Repository } from '../../repository/repository.js';
import type { Check } from '../check.js';

/** Selectors, ports, probes, accounts and classes refer to what is there; pods run with as little as they need. */
export const workloadsCheck: Check = {
  title: 'Workloads: references, probes, least privilege',
  run: (repository) => [
    ...workloads(repository).flatMap((workload) =>
      workloadProblems(workload, repository).map(
        (problem) => `${workload.file}: ${workload.kind} ${workload.name}: ${problem}`,
      ),
    ),
    ...serviceProblems(repository),
    ...selectorProblems(repository),
  ],
};

/** A service closes within 25 s (`installShutdown` of observability) or exits by itself; then some room, so that it is not killed. */
const closesInSeconds = 25 + 5;

function workloadProblems(workload: Workload, repository: Repository): string[] {
  const { pod, selector, labels } = workload;
  const problems: string[] = [];
  const named = (kind: string) =>
    repository.manifests.filter((one) => one.kind === kind).map(({ name }) => name);
  if (selector !== undefined && !matches(selector, labels))
    problems.push('its selector does not match its pods');
  if (workload.kind !== 'Job' && Object.keys(selector ?? {}).length === 0)
    problems.push('it has no selector');
  if (pod.serviceAccountName !== undefined && !named('ServiceAccount').includes(pod.serviceAccountName)) {
    problems.push(`there is no ServiceAccount ${pod.serviceAccountName}`);
  }
  if (!named('PriorityClass').includes(pod.priorityClassName ?? '')) {
    problems.push(`there is no PriorityClass ${pod.priorityClassName ?? '(none given)'}`);
  }
  if (pod.automountServiceAccountToken !== false)
    problems.push('it needs automountServiceAccountToken: false');
  if (pod.securityContext?.runAsNonRoot !== true) problems.push('it needs runAsNonRoot: true');
  if (pod.securityContext?.seccompProfile?.type !== 'RuntimeDefault')
    problems.push('it needs seccompProfile RuntimeDefault');
  for (const spread of pod.topologySpreadConstraints ?? []) {
    if (!matches(spread.labelSelector?.matchLabels, labels))
      problems.push('it spreads over pods that are not its own');
  }
  const grace = pod.terminationGracePeriodSeconds ?? 30;
  const resting = Math.max(0, ...workload.containers.map(sleepsBeforeStop));
  if (workload.kind === 'Deployment' && grace < resting + closesInSeconds) {
    problems.push(
      `terminationGracePeriodSeconds ${grace} kills it while it closes: give it ${resting + closesInSeconds} or more`,
    );
  }
  const volumes = [...(pod.volumes ?? []).map(({ name }) => name), ...claimNames(workload)];
  for (const container of workload.containers) {
    const wrong = [...containerProblems(container, workload.kind !== 'Job')];
    for (const { name } of container.volumeMounts ?? []) {
      if (!volumes.includes(name)) wrong.push(`it mounts ${name}, which is no volume of the pod`);
    }
    problems.push(...wrong.map((problem) => `container ${container.name}: ${problem}`));
  }
  return problems;
}

/** Seconds that a container's preStop takes of the grace period. */
function sleepsBeforeStop({ lifecycle }: IContainer): number {
  const [command, seconds] = lifecycle?.preStop?.exec?.command ?? [];
  return command === 'sleep' ? Number(seconds) : 0;
}

function claimNames(workload: Workload): string[] {
  const spec = workload.value['spec'] as { volumeClaimTemplates?: { metadata?: { name?: string } }[] };
  return (spec.volumeClaimTemplates ?? []).map((claim) => claim.metadata?.name ?? '');
}

function* containerProblems(container: IContainer, lasting: boolean): Generator<string> {
  const security = container.securityContext;
  if (security?.readOnlyRootFilesystem !== true) yield 'it needs readOnlyRootFilesystem: true';
  if (security?.allowPrivilegeEscalation !== false) yield 'it needs allowPrivilegeEscalation: false';
  if (!security?.capabilities?.drop?.includes('ALL')) yield 'it needs to drop ALL capabilities';
  if (container.resources?.requests?.['cpu'] === undefined) yield 'it needs a request for cpu';
  if (container.resources?.requests?.['memory'] === undefined) yield 'it needs a request for memory';
  if (container.image?.includes(':') !== true || container.image.endsWith(':latest'))
    yield 'its image needs a version';
  if (lasting && container.readinessProbe === undefined) yield 'it needs a readinessProbe';
  const limit = bytesOf(container.resources?.limits?.['memory'] as string | undefined);
  if (limit === undefined) yield 'it needs a limit for memory';
  const heap = container.command?.map((word) => /^--max-old-space-size=(\d+)$/.exec(word)?.[1]).find(Boolean);
  if (limit !== undefined && heap !== undefined && Number(heap) * 2 ** 20 > limit * 0.7) {
    yield `a heap of ${heap} MiB leaves less than 30 % of its memory limit to everything else`;
  }
  for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
    const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
    if (port !== undefined && !hasPort([container], port))
      yield `a probe asks port ${port}, which it does not have`;
    const path = probe?.httpGet?.path;
    if (path !== undefined && !/^\/health\/(live|ready)$/.test(path))
      yield `a probe asks ${path}; use /health/live or /health/ready`;
  }
}

function hasPort(containers: readonly IContainer[], port: string | number): boolean {
  return containers.some((container) =>
    container.ports?.some(({ name, containerPort }) => name === port || containerPort === port),
  );
}

function serviceProblems(repository: Repository): string[] {
  return ofKind(repository, 'Service').flatMap(({ file, name, object }) => {
    const behind = workloads(repository).filter(({ labels }) => matches(object.spec?.selector, labels));
    if (behind.length !== 1)
      return [`${file}: Service ${name} selects ${behind.length} workloads instead of one`];
    return (object.spec?.ports ?? [])
      .filter(({ port, targetPort }) => !hasPort(behind[0]?.containers ?? [], targetPort ?? port))
      .map(({ port }) => `${file}: Service ${name}: port ${port} leads to no port of ${behind[0]?.name}`);
  });
}

function selectorProblems(repository: Repository): string[] {
  const all = workloads(repository);
  const budgets = ofKind(repository, 'PodDisruptionBudget').map((one) => ({
    one,
    labels: one.object.spec?.selector?.matchLabels,
  }));
  const policies = ofKind(repository, 'NetworkPolicy').map((one) => ({
    one,
    labels: one.object.spec?.podSelector?.matchLabels,
  }));
  const idle = [...budgets, ...policies]
    .filter(({ labels }) => !all.some((workload) => matches(labels, workload.labels)))
    .map(({ one }) => `${one.file}: ${one.kind} ${one.name} selects no pod`);
  const open = all
    .filter(
      ({ labels }) =>
        !policies.some(
          ({ labels: asked }) => asked?.['app.kubernetes.io/name'] === labels['app.kubernetes.io/name'],
        ),
    )
    .map(({ file, kind, name }) => `${file}: ${kind} ${name} has no NetworkPolicy of its own`);
  return [...idle, ...open];
}
