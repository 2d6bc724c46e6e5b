import { fewestPostsAnHour } from '../rhythm/best-hour.js';
import type { FigureDefinition, FigureName } from './figure-definition.types.js';

const posts30d = 'posts published in the window, 30 days by default';
const student = "Student's t, 95 %, from two posts on";
const counted = 'none: counted, not estimated';

function reachAt(hours: number): FigureDefinition {
  return {
    title: `Reach at ${hours} h`,
    formula: `Σ views at an age of ${hours} h ÷ posts that old; between two readings at most ${hours / 2} h apart a straight line`,
    unit: 'views',
    window: posts30d,
    sample: 'posts whose views at that age are known',
    interval: student,
    source: "Telegram's advertising market",
    missing: ['no-posts', 'history-too-short', 'no-views', 'gap-in-data'],
    computedBy: 'reachAtAge',
  };
}

function churnWithin(days: number): FigureDefinition {
  return {
    title: `Churn within ${days} d`,
    formula: `left within ${days} × 24 h of joining ÷ joined by the link at least ${days} × 24 h ago`,
    unit: 'share',
    window: "the campaign's own, or the window for a link that is none",
    sample: 'joins that are old enough to judge',
    interval: "Wilson's score interval, 95 %",
    source: 'Telemetr',
    missing: ['not-enough-data', 'no-longer-kept', 'history-too-short'],
    computedBy: 'churn',
  };
}

/** The definition of every figure: formula, unit, window, sample, interval, source, and when there is none. */
export const figureDefinitions: Readonly<Record<FigureName, FigureDefinition>> = {
  subscribers: {
    title: 'Subscribers',
    formula: 'the count that Telegram gives',
    unit: 'people',
    window: 'the moment of the count',
    sample: 'counts: 1',
    interval: counted,
    source: "Telegram's Bot API",
    missing: ['not-collected-yet'],
    computedBy: 'subscribersAt',
  },
  growth: {
    title: 'Growth',
    formula: 'later count − earlier count = joins − leaves + unexplained',
    unit: 'people',
    window: 'between the two counts that lie nearest to its ends',
    sample: 'counts: 2',
    interval: counted,
    source: "TGStat, Telegram's own statistics",
    missing: ['no-subscribers', 'history-too-short'],
    computedBy: 'growthBetween',
  },
  'average-reach': {
    title: 'Average post reach',
    formula: 'Σ views ÷ posts; deleted posts excluded, an album is one post',
    unit: 'views',
    window: posts30d,
    sample: 'posts whose views are known',
    interval: student,
    source: 'TGStat',
    missing: ['no-posts', 'no-views'],
    computedBy: 'averagePostReach',
  },
  'reach-12h': reachAt(12),
  'reach-24h': reachAt(24),
  'reach-48h': reachAt(48),
  err: {
    title: 'ERR',
    formula: 'average post reach ÷ subscribers',
    unit: 'share',
    window: posts30d,
    sample: 'posts whose views are known',
    interval: "the reach's, divided by the subscribers",
    source: 'TGStat',
    missing: ['no-subscribers'],
    computedBy: 'engagementRateByReach',
  },
  err24: {
    title: 'ERR24',
    formula: 'reach at 24 h ÷ subscribers',
    unit: 'share',
    window: posts30d,
    sample: 'posts whose views at 24 h are known',
    interval: "the reach's, divided by the subscribers",
    source: 'TGStat',
    missing: ['no-subscribers'],
    computedBy: 'engagementRateByReach',
  },
  er: {
    title: 'ER',
    formula: '(forwards + reactions + comments) ÷ views, each summed over the posts',
    unit: 'share',
    window: posts30d,
    sample: 'posts with views and at least one of the three',
    interval: "the ratio estimator's, 95 %, from two posts on; none where the figure is a lower bound",
    source: "TGStat, Telegram's own statistics",
    missing: ['no-posts', 'no-views', 'no-source'],
    computedBy: 'engagementRate',
  },
  vr: {
    title: 'VR',
    formula: 'median views ÷ subscribers',
    unit: 'share',
    window: posts30d,
    sample: 'posts whose views are known',
    interval: "Thompson's for a median, 95 % whatever the distribution, from six posts on",
    source: 'dstat',
    missing: ['no-posts', 'no-views', 'no-subscribers'],
    computedBy: 'viewRate',
  },
  'daily-reach': {
    title: 'Daily reach',
    formula:
      "Σ (views at the day's end − views at its beginning) over all posts; between two readings at most 36 h apart a straight line",
    unit: 'views',
    window: 'the last full day, UTC; posts of the 30 days before its end',
    sample: 'posts whose views at both ends of the day are known',
    interval: 'none: a sum over all posts that were read; "at least" where one was not',
    source: "Telegram's advertising market",
    missing: ['no-posts', 'no-views', 'gap-in-data'],
    computedBy: 'viewsGained',
  },
  'best-hour': {
    title: 'Best hour',
    formula: `the hour of the week with the highest exp(mean(ln((views at 24 h + 1) ÷ (median + 1)))), of hours with ${fewestPostsAnHour} posts or more`,
    unit: 'times-median',
    window: 'posts published in the window, 90 days recommended; hours in UTC',
    sample: "that hour's posts",
    interval: "Student's t on the logarithms, 95 %",
    source: 'ours',
    missing: ['no-posts', 'no-views', 'not-enough-data'],
    computedBy: 'bestHour',
  },
  'churn-1d': churnWithin(1),
  'churn-7d': churnWithin(7),
  'churn-30d': churnWithin(30),
  'net-cps': {
    title: 'Net CPS',
    formula: 'cost ÷ (joins − leaves within 24 h)',
    unit: 'money',
    window: "the campaign's own",
    sample: 'joins',
    interval: 'none: what was paid over who was counted',
    source: 'Adstat',
    missing: ['no-cost', 'no-longer-kept', 'not-enough-data'],
    computedBy: 'netCostPerSubscriber',
  },
  anomaly: {
    title: 'Anomaly',
    formula:
      "two values in a row, both on the same side of the slot's median by more than max(k × 1.4826 × MAD, floor), k = 4; subscribers: change in an hour, by hour of the week; views: gained in a day, by day of the week",
    unit: 'series',
    window: 'the last two full hours or days, against the five weeks before',
    sample: 'earlier weeks with a value for that slot, four at least',
    interval: 'the tolerance',
    source: 'ours',
    missing: ['not-enough-data', 'gap-in-data'],
    computedBy: 'findAnomaly',
  },
  forecast: {
    title: 'Forecast',
    formula:
      'the value (or change) of the same weekday a week before; damped additive Holt-Winters where a backtest over as many days errs less',
    unit: 'series',
    window: 'up to a year back, 1 to 30 days ahead',
    sample: 'days with a value',
    interval: "80 %: the backtest's own errors at each day ahead",
    source: 'Hyndman and Athanasopoulos, Forecasting: Principles and Practice',
    missing: ['history-too-short', 'gap-in-data', 'no-source'],
    computedBy: 'forecast',
  },
};
