import type { IHorizontalPodAutoscaler, IMetricSpec } from 'kubernetes-models/autoscaling/v2';
import { ofKind } from '../../kubernetes/objects.js';
import type { Check } from '../check.js';

/** The services that scale, by the name of their Deployment. */
export const scaledServices = [
  'analyticbot-bot-gateway',
  'analyticbot-analytics-worker',
  'analyticbot-performance-monitor',
];

/** One autoscaler for each service, on metrics of its own, with limits and behaviour that make sense. */
export const autoscalingCheck: Check = {
  title: 'Autoscaling: targets, limits, kinds of target value',
  run: (repository) => {
    const scalers = ofKind(repository, 'HorizontalPodAutoscaler');
    const deployments = ofKind(repository, 'Deployment');
    const missing = scaledServices
      .filter(
        (service) =>
          scalers.filter(({ object }) => object.spec?.scaleTargetRef.name === service).length !== 1,
      )
      .map((service) => `infrastructure/k8s: ${service} needs exactly one HorizontalPodAutoscaler`);
    const wrong = scalers.flatMap(({ file, name, object }) => {
      const target = deployments.find((one) => one.name === object.spec?.scaleTargetRef.name);
      const problems = [...scalerProblems(object)];
      if (target === undefined) problems.push(`there is no Deployment ${object.spec?.scaleTargetRef.name}`);
      else if (target.object.spec?.replicas !== undefined) {
        problems.push(`${target.name} also fixes replicas: each apply would undo the autoscaler`);
      }
      return problems.map((problem) => `${file}: HorizontalPodAutoscaler ${name}: ${problem}`);
    });
    return [...missing, ...wrong];
  },
};

function* scalerProblems({ spec }: IHorizontalPodAutoscaler): Generator<string> {
  if (spec === undefined) return;
  const min = spec.minReplicas ?? 1;
  if (min < 1) yield `minReplicas is ${min}; a metric of its own pods can't be read from none`;
  if (min > spec.maxReplicas) yield `minReplicas ${min} is above maxReplicas ${spec.maxReplicas}`;
  const own = (spec.metrics ?? []).filter(({ type }) => type !== 'Resource' && type !== 'ContainerResource');
  if (own.length === 0) yield 'it scales on no metric of the service';
  for (const metric of spec.metrics ?? []) yield* metricProblems(metric);
  const down = spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? 300;
  const up = spec.behavior?.scaleUp?.stabilizationWindowSeconds ?? 0;
  if (up > down) yield 'it waits longer before scaling up than before scaling down';
}

/** Which kinds of target value each source understands; the API server takes others and the autoscaler then fails. */
const targetKinds: Readonly<Record<string, readonly string[]>> = {
  Pods: ['AverageValue'],
  Object: ['Value', 'AverageValue'],
  External: ['Value', 'AverageValue'],
  Resource: ['Utilization', 'AverageValue'],
  ContainerResource: ['Utilization', 'AverageValue'],
};

const valueField: Readonly<Record<string, 'value' | 'averageValue' | 'averageUtilization'>> = {
  Value: 'value',
  AverageValue: 'averageValue',
  Utilization: 'averageUtilization',
};

function* metricProblems(metric: IMetricSpec): Generator<string> {
  const sources = { ...metric } as Record<string, unknown>;
  delete sources['type'];
  const field = metric.type.charAt(0).toLowerCase() + metric.type.slice(1);
  const [given, ...more] = Object.keys(sources);
  if (given !== field || more.length > 0) {
    yield `a metric of type ${metric.type} must have just the field ${field}, not ${Object.keys(sources).join(', ')}`;
    return;
  }
  const { target } = sources[field] as { target: { type: string } & Record<string, unknown> };
  const kinds = targetKinds[metric.type] ?? [];
  const called = metricName(metric) ?? field;
  if (!kinds.includes(target.type)) {
    yield `${called}: a ${metric.type} metric takes a target of ${kinds.join(' or ')}, not ${target.type}`;
    return;
  }
  const wanted = valueField[target.type] ?? 'value';
  const values = Object.keys(target).filter((key) => key !== 'type');
  if (values.length !== 1 || values[0] !== wanted) {
    yield `${called}: a target of type ${target.type} must set just ${wanted}, not ${values.join(', ') || 'nothing'}`;
  }
}

/** The name of a metric that an adapter must provide; undefined for the cluster's own CPU and memory. */
export function metricName(metric: IMetricSpec): string | undefined {
  return metric.pods?.metric.name ?? metric.object?.metric.name ?? metric.external?.metric.name;
}
