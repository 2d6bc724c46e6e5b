import { z } from 'zod';
import { ofKind } from '../kubernetes/objects.js';
import { isExported } from '../repository/exported-metrics.js';
import { metricsOfExpression } from '../repository/promql.js';
import type { Repository } from '../repository/repository.js';
import { metricName } from './cluster/autoscaling.check.js';
import type { Check } from './check.js';

const adapterRule = z.strictObject({
  seriesQuery: z.string(),
  resources: z.strictObject({
    overrides: z.record(z.string(), z.strictObject({ resource: z.string(), group: z.string().optional() })),
  }),
  name: z.strictObject({ as: z.string(), matches: z.string().optional() }),
  metricsQuery: z.string().includes('<<.Series>>').includes('<<.LabelMatchers>>'),
});

const adapterValues = z.strictObject({
  prometheus: z.strictObject({ url: z.string(), port: z.number() }),
  rules: z.strictObject({
    default: z.literal(false),
    custom: z.array(adapterRule),
    external: z.array(adapterRule),
  }),
});

const prometheusRules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().optional(),
          record: z.string().optional(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.record(z.string(), z.string()).optional(),
          annotations: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
});

const describe = (error: z.ZodError) =>
  error.issues.map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`);

/** Autoscalers ask for metrics that the adapter makes, of series that the services export; alerts use such series too. */
export const metricsCheck: Check = {
  title: 'Metrics: autoscalers ⊆ adapter ⊆ exported by the services',
  run: (repository) => [...adapterProblems(repository), ...ruleProblems(repository)],
};

function adapterProblems(repository: Repository): string[] {
  const { file, value } = repository.adapter;
  const parsed = adapterValues.safeParse(value);
  if (!parsed.success) return describe(parsed.error).map((problem) => `${file}: ${problem}`);
  const { custom, external } = parsed.data.rules;
  const problems = [...custom, ...external].flatMap((rule) =>
    metricsOfExpression(`${rule.seriesQuery} + ${rule.metricsQuery.replace(/<<\.\w+>>/g, '')}`)
      .filter((series) => !isExported(series, repository.exportedMetrics))
      .map((series) => `${file}: ${rule.name.as} reads ${series}, which no service exports`),
  );
  const made = {
    Pods: custom.map((rule) => rule.name.as),
    Object: custom.map((rule) => rule.name.as),
    External: external.map((rule) => rule.name.as),
  };
  for (const scaler of ofKind(repository, 'HorizontalPodAutoscaler')) {
    for (const metric of scaler.object.spec?.metrics ?? []) {
      const name = metricName(metric);
      if (name !== undefined && !made[metric.type as keyof typeof made]?.includes(name)) {
        problems.push(
          `${scaler.file}: ${scaler.name} asks for the ${metric.type} metric ${name}, which the adapter does not make`,
        );
      }
    }
  }
  return problems;
}

function ruleProblems(repository: Repository): string[] {
  return repository.rules.flatMap(({ file, value }) => {
    const parsed = prometheusRules.safeParse(value);
    if (!parsed.success) return describe(parsed.error).map((problem) => `${file}: ${problem}`);
    const rules = parsed.data.groups.flatMap((group) => group.rules);
    const recorded = rules.flatMap(({ record }) => record ?? []);
    return rules.flatMap(({ alert, record, expr }) =>
      metricsOfExpression(expr)
        .filter((series) => !recorded.includes(series) && !isExported(series, repository.exportedMetrics))
        .map((series) => `${file}: ${alert ?? record} reads ${series}, which no service exports`),
    );
  });
}
