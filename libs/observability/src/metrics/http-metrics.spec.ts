import { HttpMetrics, type HookedServer } from './http-metrics.js';

/** How many of these routes' answers count for the quantiles. */
function counted(...routes: string[]): number {
  const metrics = new HttpMetrics();
  const server: HookedServer = {
    addHook: (_name, hook) => {
      for (const url of routes) {
        hook({ method: 'GET', routeOptions: { url } }, { statusCode: 200, elapsedTime: 5 }, () => undefined);
      }
    },
  };
  metrics.register(server);
  return metrics.snapshot().count;
}

it('leaves probes and scrapes out of the quantiles, and nothing that people ask for', () => {
  expect(counted('/metrics', '/health', '/health/live', '/health/ready')).toBe(0);
  expect(counted('/metrics/all', '/metrics/database', '/performance/report', '/telegram/webhook')).toBe(4);
});
