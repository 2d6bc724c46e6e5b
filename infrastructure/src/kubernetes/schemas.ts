import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as scheduling from 'kubernetes-models/scheduling.k8s.io/v1';
import * as core from 'kubernetes-models/v1';
import { unreadFields } from './unknown-fields.js';

interface Model {
  readonly prototype: { validate(): void };
}

/** What may stand in the manifests; another kind is added here on purpose, together with checks for it. */
const models: Readonly<Record<string, Model>> = {
  'apps/v1 Deployment': apps.Deployment,
  'apps/v1 StatefulSet': apps.StatefulSet,
  'autoscaling/v2 HorizontalPodAutoscaler': autoscaling.HorizontalPodAutoscaler,
  'batch/v1 Job': batch.Job,
  'networking.k8s.io/v1 NetworkPolicy': networking.NetworkPolicy,
  'policy/v1 PodDisruptionBudget': policy.PodDisruptionBudget,
  'scheduling.k8s.io/v1 PriorityClass': scheduling.PriorityClass,
  'v1 ConfigMap': core.ConfigMap,
  'v1 Secret': core.Secret,
  'v1 Service': core.Service,
  'v1 ServiceAccount': core.ServiceAccount,
};

/** Fields that exist and that the compiled schemas forgot, because they share their name with a word of JSON schema. */
const overlooked = new Set(['PriorityClass description']);

/** What is wrong with an object by Kubernetes' own schema: wrong types, missing fields, fields it does not know. */
export function schemaProblems(object: Record<string, unknown>): string[] {
  const model = models[`${String(object['apiVersion'])} ${String(object['kind'])}`];
  if (model === undefined) {
    return [`${String(object['apiVersion'])} ${String(object['kind'])} is not a kind that is checked here`];
  }
  const problems: string[] = [];
  const unknown = unreadFields(object, (watched) => {
    try {
      model.prototype.validate.call(watched);
    } catch (error) {
      problems.push((error as Error).message.replace(/^data\//, ''));
    }
  });
  const really = unknown.filter((path) => !overlooked.has(`${String(object['kind'])} ${path}`));
  return [...problems, ...really.map((path) => `unknown field ${path}`)];
}
