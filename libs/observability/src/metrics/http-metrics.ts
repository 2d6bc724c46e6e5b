import { Histogram } from 'prom-client';
import { ownMetric } from './own-metric.js';
import { type QuantileSnapshot, RollingQuantiles } from './rolling-quantiles.js';

/** The part of a Fastify request that is measured. */
export interface MeasuredRequest {
  readonly method: string;
  readonly routeOptions: { readonly url?: string | undefined };
}

/** The part of a Fastify reply that is measured. */
export interface MeasuredReply {
  readonly statusCode: number;
  readonly elapsedTime: number;
}

/** The part of a Fastify instance that is needed. */
export interface HookedServer {
  addHook(
    name: 'onResponse',
    hook: (request: MeasuredRequest, reply: MeasuredReply, done: () => void) => void,
  ): unknown;
}

/** What `HttpMetrics` takes. */
export interface HttpMetricsOptions {
  /** Which routes count for the quantiles. @default all but `/metrics` and `/health…` */
  readonly countsForQuantiles?: (route: string) => boolean;
  /** @default 60000 */
  readonly windowMs?: number;
  readonly now?: () => number;
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Probes and scrapes. What lies below `/metrics/` is asked by people. */
const isOwnTraffic = (route: string) => /^\/(metrics$|health(\/|$))/.test(route);

/**
 * Times of HTTP answers: `http_request_seconds{method,route,status}` for Prometheus, and quantiles of the
 * last one to two minutes for the heartbeat. `route` is the declared pattern, or `unmatched`.
 */
export class HttpMetrics {
  private readonly seconds = ownMetric(
    'http_request_seconds',
    () =>
      new Histogram({
        name: 'http_request_seconds',
        help: 'Seconds from the request to the last byte of the answer.',
        labelNames: ['method', 'route', 'status'],
        buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      }),
  );
  private readonly quantiles: RollingQuantiles;
  private readonly countsForQuantiles: (route: string) => boolean;

  constructor(options: HttpMetricsOptions = {}) {
    this.quantiles = new RollingQuantiles(options.windowMs ?? 60_000, options.now);
    this.countsForQuantiles = options.countsForQuantiles ?? ((route) => !isOwnTraffic(route));
  }

  /** Hooks into a Fastify instance: `metrics.register(app.getHttpAdapter().getInstance())`, before `listen`. */
  register(server: HookedServer): void {
    server.addHook('onResponse', (request, reply, done) => {
      this.observe(request, reply);
      done();
    });
  }

  /** Quantiles of the answers' seconds. */
  snapshot(): QuantileSnapshot {
    return this.quantiles.snapshot();
  }

  private observe(request: MeasuredRequest, reply: MeasuredReply): void {
    const route = request.routeOptions.url ?? 'unmatched';
    const method = methods.has(request.method) ? request.method : 'OTHER';
    const seconds = reply.elapsedTime / 1000;
    this.seconds.observe({ method, route, status: String(reply.statusCode) }, seconds);
    if (this.countsForQuantiles(route)) this.quantiles.record(seconds);
  }
}
