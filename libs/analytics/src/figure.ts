/** Why a figure can't be computed. */
export type UnavailableReason =
  | 'not-collected-yet'
  | 'history-too-short'
  | 'no-source'
  | 'no-posts'
  | 'no-views'
  | 'no-subscribers'
  | 'no-cost'
  | 'not-enough-data'
  | 'gap-in-data'
  | 'no-longer-kept';

/** From when to when a figure looks: `from` belongs to it, `to` doesn't. */
export interface FigureWindow {
  readonly from: Date;
  readonly to: Date;
}

/** How much of a window has data. */
export interface FigureCoverage {
  readonly have: number;
  readonly of: number;
  readonly unit: 'days' | 'posts';
}

/** Where the true value lies with the given confidence (0.95 is 95 %). */
export interface FigureInterval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** A number with what it rests on. */
export interface AvailableFigure {
  readonly available: true;
  readonly value: number;
  readonly window: FigureWindow;
  /** How many values went in. */
  readonly sampleSize: number;
  readonly coverage?: FigureCoverage;
  /** True where a part of the sum is told by no source: the real value is this or more. */
  readonly atLeast?: true;
  /** Only where the value is a statistic. */
  readonly interval?: FigureInterval;
}

/** A number that can't be given, and why. Never 0 instead. */
export interface MissingFigure {
  readonly available: false;
  readonly reason: UnavailableReason;
  /** With `no-longer-kept`: what is from before this moment isn't known any more. */
  readonly since?: Date;
}

/** A figure, or the reason why there is none. */
export type Figure = AvailableFigure | MissingFigure;

/** A figure that is missing for this reason; `since` belongs to `no-longer-kept` and to no other. */
export function missing(reason: 'no-longer-kept', since: Date): MissingFigure;
export function missing(reason: Exclude<UnavailableReason, 'no-longer-kept'>): MissingFigure;
export function missing(reason: UnavailableReason, since?: Date): MissingFigure {
  return { available: false, reason, ...(since && { since }) };
}
