import { oneEach } from '../one-each.js';
import { mean, median } from '../statistics/averages.js';

/** A day of a channel: what came and went, and what was viewed; null where it isn't known. */
export interface GrowthDay {
  readonly day: string;
  readonly subscribers: number | null;
  readonly viewsGained: number | null;
}

/** Joins by one link, by the hour they happened in: `hour` counts hours since 1970. */
export interface LinkJoins {
  readonly link: string;
  readonly hours: readonly { readonly hour: number; readonly joins: number }[];
}

/** What bought subscribers look like; honest causes may look the same. */
export type FraudHintKind = 'growth-without-views' | 'link-burst' | 'flat-hours';

/** Something that bought subscribers or views would look like, and honest causes may. */
export interface FraudHint {
  readonly kind: FraudHintKind;
  /** What was measured, and what it would have to stay below to be no hint. */
  readonly value: number;
  readonly limit: number;
  /** Days, or joins, that it was measured over. */
  readonly sampleSize: number;
  /** The link it is about, for a burst. */
  readonly link?: string;
}

const growthLimit = 0.2;
const viewsLimit = 0.02;
const fewestDays = 14;
const burstShare = 0.5;
const fewestBurstJoins = 50;
const fewestHourJoins = 200;
/** Shares of the hours of a day spread so little only when nobody sleeps. */
const flatLimit = 0.25;

/**
 * Hints of bought subscribers: a channel that grew by a fifth in the second half of a window of at least 14 days while its
 * views a day grew by less than 2 %; a link half of whose joins (50 or more) came within one hour, unless it has been used in
 * one hour only; joins (200 or more) spread over the hours of the day more evenly than people are awake. Hints, no verdicts:
 * each says what was measured. Order and repetition don't matter.
 * Source: TGStat's label and the habits of the advertising market; limits are ours.
 */
export function fraudHints(days: readonly GrowthDay[], links: readonly LinkJoins[]): FraudHint[] {
  const each = linksOnce(links);
  return [...growthWithoutViews(days), ...each.flatMap(burstOf), ...flatHours(each)];
}

/** Each link once and each of its hours once; of two counts of an hour the larger one knows more. */
function linksOnce(links: readonly LinkJoins[]): LinkJoins[] {
  const hours = links.flatMap(({ link, hours: some }) => some.map((one) => ({ ...one, link })));
  const each = oneEach(
    hours,
    ({ link, hour }) => `${hour} ${link}`,
    (one, other) => (one.joins >= other.joins ? one : other),
  );
  const names = [...new Set(each.map(({ link }) => link))].sort();
  return names.map((link) => ({ link, hours: each.filter((one) => one.link === link) }));
}

function growthWithoutViews(days: readonly GrowthDay[]): FraudHint[] {
  const known = oneEach(days, ({ day }) => day, knowsMore)
    .filter(
      (day): day is GrowthDay & { subscribers: number; viewsGained: number } =>
        day.subscribers !== null && day.viewsGained !== null,
    )
    .sort((a, b) => a.day.localeCompare(b.day));
  if (known.length < fewestDays) return [];
  const half = Math.floor(known.length / 2);
  const [before, after] = [known.slice(0, half), known.slice(half)];
  const growth = (after.at(-1)?.subscribers ?? 0) / Math.max(1, before.at(-1)?.subscribers ?? 0) - 1;
  const views = (some: typeof known): number => median(some.map(({ viewsGained }) => viewsGained));
  const viewsGrowth = views(after) / Math.max(1, views(before)) - 1;
  return growth >= growthLimit && viewsGrowth < viewsLimit
    ? [{ kind: 'growth-without-views', value: growth, limit: growthLimit, sampleSize: known.length }]
    : [];
}

/** Of two rows of a day: what only one knows, and where both know it the larger figure. */
function knowsMore(one: GrowthDay, other: GrowthDay): GrowthDay {
  const larger = (a: number | null, b: number | null) =>
    a === null || b === null ? (a ?? b) : Math.max(a, b);
  return {
    day: one.day,
    subscribers: larger(one.subscribers, other.subscribers),
    viewsGained: larger(one.viewsGained, other.viewsGained),
  };
}

function burstOf({ link, hours }: LinkJoins): FraudHint[] {
  const joins = hours.reduce((sum, one) => sum + one.joins, 0);
  const most = Math.max(0, ...hours.map((one) => one.joins));
  const share = joins === 0 ? 0 : most / joins;
  return joins >= fewestBurstJoins && share >= burstShare && hours.length > 1
    ? [{ kind: 'link-burst', value: share, limit: burstShare, sampleSize: joins, link }]
    : [];
}

/** The coefficient of variation of joins over the 24 hours of the day. */
function flatHours(links: readonly LinkJoins[]): FraudHint[] {
  const byHour = Array<number>(24).fill(0);
  for (const { hour, joins } of links.flatMap(({ hours }) => hours))
    byHour[hour % 24] = (byHour[hour % 24] ?? 0) + joins;
  const all = byHour.reduce((sum, joins) => sum + joins, 0);
  if (all < fewestHourJoins) return [];
  const middle = mean(byHour);
  const spread = Math.sqrt(mean(byHour.map((joins) => (joins - middle) ** 2))) / middle;
  return spread < flatLimit ? [{ kind: 'flat-hours', value: spread, limit: flatLimit, sampleSize: all }] : [];
}
