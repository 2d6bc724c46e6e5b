import { z } from 'zod';
import { isExported } from '../repository/exported-metrics.js';
import { metricsOfExpression } from '../repository/promql.js';
import type { Check } from './check.js';

/** What Grafana needs of a dashboard, and what we want of a panel: a title, a sentence that explains it, a question. */
const dashboard = z.looseObject({
  uid: z.string().regex(/^[a-z0-9-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.number().int(),
  panels: z
    .array(
      z.looseObject({
        id: z.number().int(),
        type: z.string(),
        title: z.string().min(1),
        description: z.string().min(1),
        gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
        targets: z.array(z.looseObject({ expr: z.string().min(1), refId: z.string() })).min(1),
      }),
    )
    .min(1),
});

const recordedNames = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ record: z.string().optional() })) })),
});

/** Dashboards have a sound shape and ask only for series that the services export or the rules record. */
export const dashboardsCheck: Check = {
  title: 'Dashboards: shape, and series that exist',
  run: ({ dashboards, rules, exportedMetrics }) => {
    const recorded = rules.flatMap(({ value }) => {
      const parsed = recordedNames.safeParse(value);
      return parsed.success
        ? parsed.data.groups.flatMap((group) => group.rules.map(({ record }) => record))
        : [];
    });
    return dashboards.flatMap(({ file, value }) => {
      const parsed = dashboard.safeParse(value);
      if (!parsed.success) {
        return parsed.error.issues.map((issue) => `${file}: ${issue.path.join('.')}: ${issue.message}`);
      }
      const { panels } = parsed.data;
      const twice = panels.filter(({ id }, place) => panels.findIndex((one) => one.id === id) !== place);
      return [
        ...twice.map(({ id }) => `${file}: two panels have the id ${id}`),
        ...panels.flatMap(({ title, targets }) =>
          targets
            .flatMap(({ expr }) => metricsOfExpression(expr))
            .filter((series) => !recorded.includes(series) && !isExported(series, exportedMetrics))
            .map(
              (series) => `${file}: "${title}" reads ${series}, which no service exports and no rule records`,
            ),
        ),
      ];
    });
  },
};
