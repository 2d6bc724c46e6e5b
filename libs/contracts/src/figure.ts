import { z } from 'zod';

/** Where a figure was read. `events` are the joins, leaves and posts that Telegram reported as they happened. */
export const figureSource = z.enum(['bot-api', 'preview', 'mtproto', 'events']);
export type FigureSource = z.infer<typeof figureSource>;

/** Why a figure can't be given. The set is closed: the gateway has a sentence for each. */
export const unavailableReason = z.enum([
  'not-collected-yet',
  'history-too-short',
  'no-source',
  'no-posts',
  'no-views',
  'no-subscribers',
  'no-cost',
  'not-enough-data',
  'gap-in-data',
  'no-longer-kept',
]);
export type UnavailableReason = z.infer<typeof unavailableReason>;

/** How much of the window has data, such as 27 of 30 days. */
export const coverage = z.object({
  have: z.number().int().nonnegative(),
  of: z.number().int().positive(),
  unit: z.enum(['days', 'posts']),
});
export type Coverage = z.infer<typeof coverage>;

/** `level` 0.95: in 95 of 100 cases the true value lies between `low` and `high`. */
export const interval = z.object({ low: z.number(), high: z.number(), level: z.number() });

/** 0 is Monday 0:00 to 0:59 in UTC, 167 is Sunday 23:00. */
export const hourOfWeek = z.number().int().min(0).max(167);

const timeWindow = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });

/** A number with everything needed to believe it, or the reason why there is none. Never 0 for "unknown". */
export const figure = z.discriminatedUnion('available', [
  z.object({
    available: z.literal(true),
    value: z.number(),
    source: figureSource,
    window: timeWindow,
    sampleSize: z.number().int().nonnegative(),
    coverage: coverage.optional(),
    /** Where the true value lies with the given confidence; only where the value is a statistic. */
    interval: interval.optional(),
    /** A part of the sum is told by no source: the real value is this or more. */
    atLeast: z.boolean().optional(),
  }),
  z.object({
    available: z.literal(false),
    reason: unavailableReason,
    /** With `no-longer-kept`: since when what the figure rests on is known. */
    since: z.iso.datetime().optional(),
  }),
]);
export type Figure = z.infer<typeof figure>;
