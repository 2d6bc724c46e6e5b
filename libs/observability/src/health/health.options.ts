import type { Indicator } from './health-indicators.js';

/** What `HealthModule` takes. */
export interface HealthModuleOptions {
  readonly indicators: readonly Indicator[];
}

/** Injection token of the options. */
export const HEALTH_OPTIONS = Symbol('HEALTH_OPTIONS');
