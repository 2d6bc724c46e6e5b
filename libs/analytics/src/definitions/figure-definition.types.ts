import type { UnavailableReason } from '../figure.js';

/** Every figure of the project, by the name it has everywhere. */
export type FigureName =
  | 'subscribers'
  | 'growth'
  | 'average-reach'
  | 'reach-12h'
  | 'reach-24h'
  | 'reach-48h'
  | 'err'
  | 'err24'
  | 'er'
  | 'vr'
  | 'daily-reach'
  | 'best-hour'
  | 'churn-1d'
  | 'churn-7d'
  | 'churn-30d'
  | 'net-cps'
  | 'anomaly'
  | 'forecast';

/** What a figure counts. A share is a fraction (0.25 is 25 %); a series' unit is that of the values it consists of. */
export type FigureUnit = 'people' | 'views' | 'share' | 'times-median' | 'money' | 'series';

/** How a figure is defined: what is printed with it. */
export interface FigureDefinition {
  readonly title: string;
  readonly formula: string;
  readonly unit: FigureUnit;
  /** From when to when it looks. */
  readonly window: string;
  /** What n counts. */
  readonly sample: string;
  /** How its interval is made, or why it has none. */
  readonly interval: string;
  /** Who defines it so. */
  readonly source: string;
  /** The reasons it may give for being unavailable, besides those of what it is made of. */
  readonly missing: readonly UnavailableReason[];
  /** The function that computes it. */
  readonly computedBy: string;
}
