import { oneEach } from '../one-each.js';
import { median } from '../statistics/averages.js';
import { hourOfWeekUtc } from './hour-of-week.js';

const hourMs = 3_600_000;
/** Makes the MAD of normally spread values their standard deviation. */
const madToDeviation = 1.4826;

/** A value for an hour; `at` is its beginning. Null: nothing was recorded, which is not 0. */
export interface HourValue {
  readonly at: Date;
  readonly value: number | null;
}

/** What counts as unusual. */
export interface AnomalyOptions {
  /** How many deviations away. @default 4 */
  readonly k?: number;
  /** A smaller difference is never unusual, whatever the deviation. */
  readonly floor: number;
  /** Earlier weeks with a value for the same hour that are needed. @default 4 */
  readonly fewestWeeks?: number;
  /** Length of a series' step, milliseconds; with days, `slotOf` should number the days of the week. @default an hour */
  readonly stepMs?: number;
  /** @default hourOfWeekUtc */
  readonly slotOf?: (moment: Date) => number;
}

/** The last two hours were both unusual in the same direction. The figures are those of the last one. */
export interface Anomaly {
  readonly anomalous: true;
  readonly direction: 'up' | 'down';
  readonly at: Date;
  readonly value: number;
  /** The median of the same hour in earlier weeks. */
  readonly expected: number;
  /** How far from it a value may lie. */
  readonly tolerance: number;
  readonly sampleSize: number;
}

/** Nothing to tell, and why. */
export interface NoAnomaly {
  readonly anomalous: false;
  readonly reason: 'usual' | 'not-enough-data' | 'gap-in-data';
}

/**
 * Whether the last hour of a series and the one before it both lie outside median ± max(k × MAD × 1.4826, floor) of the same
 * hour of the week in earlier weeks, on the same side. Gaps suppress: an hour without a value is neither unusual nor part of
 * what is usual. Source: ours; the MAD resists the outliers it is to find.
 */
export function findAnomaly(series: readonly HourValue[], options: AnomalyOptions): Anomaly | NoAnomaly {
  const hours = oneEach(
    series,
    ({ at }) => at.getTime(),
    (one, other) => ((one.value ?? -Infinity) >= (other.value ?? -Infinity) ? one : other),
  ).sort((a, b) => a.at.getTime() - b.at.getTime());
  const [previous, last] = hours.slice(-2);
  if (last === undefined || previous === undefined) return { anomalous: false, reason: 'not-enough-data' };
  const isGap = last.at.getTime() - previous.at.getTime() !== (options.stepMs ?? hourMs);
  if (isGap || last.value === null || previous.value === null)
    return { anomalous: false, reason: 'gap-in-data' };
  const [first, second] = [judge(previous, hours, options), judge(last, hours, options)];
  if (first === undefined || second === undefined) return { anomalous: false, reason: 'not-enough-data' };
  if (second.side === 0 || first.side !== second.side) return { anomalous: false, reason: 'usual' };
  return {
    anomalous: true,
    direction: second.side > 0 ? 'up' : 'down',
    at: last.at,
    value: last.value,
    expected: second.expected,
    tolerance: second.tolerance,
    sampleSize: second.sampleSize,
  };
}

interface Judgement {
  readonly side: -1 | 0 | 1;
  readonly expected: number;
  readonly tolerance: number;
  readonly sampleSize: number;
}

function judge(hour: HourValue, hours: readonly HourValue[], options: AnomalyOptions): Judgement | undefined {
  const { k = 4, floor, fewestWeeks = 4, slotOf = hourOfWeekUtc } = options;
  const slot = slotOf(hour.at);
  const earlier = hours.flatMap(({ at, value }) =>
    value !== null && at < hour.at && slotOf(at) === slot ? [value] : [],
  );
  if (earlier.length < fewestWeeks) return undefined;
  const expected = median(earlier);
  const deviation = median(earlier.map((value) => Math.abs(value - expected))) * madToDeviation;
  const tolerance = Math.max(k * deviation, floor);
  const away = (hour.value ?? expected) - expected;
  const side = Math.abs(away) <= tolerance ? 0 : away > 0 ? 1 : -1;
  return { side, expected, tolerance, sampleSize: earlier.length };
}
