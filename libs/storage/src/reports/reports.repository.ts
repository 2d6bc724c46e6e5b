import { Database, type Queryable } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { dayOf } from '../rollups/posts/snapshot-row.js';
import { dayFiguresOf, spanFiguresOf } from './day-figures.js';
import { dayFiguresSql } from './day-figures.sql.js';
import { membershipOfWindow } from './memberships/membership.sql.js';
import { postReportSql } from './post-report.sql.js';
import { topGaining } from './rankings/top-gaining.js';
import { reportSql } from './report.sql.js';
import type {
  ChannelDay,
  DayFigures,
  GainingPost,
  Growth,
  PostReport,
  ReportWindow,
  SnapshotCoverage,
  SubscriberPoint,
  SubscriberPoints,
  ViewsAtAge,
  WindowMembership,
} from './report.types.js';

const hour = 3_600_000;
const day = 24 * hour;

/** How far from the wanted moment a snapshot may lie: a tenth to a quarter of the span it is compared over. */
export const subscriberTolerances = { now: day, hours24: 3 * hour, days7: 12 * hour, days30: day } as const;

/** Reads reports from latest figures and rollups: tens of rows, however long the history. */
@Injectable()
export class ReportsRepository {
  constructor(
    @Inject(Database) private readonly database: Queryable & Partial<Pick<Database, 'freshReads'>>,
  ) {}

  /** The same reports from a read replica that has everything stored by now, where there is one. For one report. */
  async fresh(): Promise<ReportsRepository> {
    return new ReportsRepository((await this.database.freshReads?.()) ?? this.database);
  }

  /** Subscribers now and 24 hours, 7 days and 30 days before, each from the nearest snapshot within `subscriberTolerances`. */
  async subscriberPoints(channelId: string, now: Date): Promise<SubscriberPoints> {
    const spans = [
      [0, subscriberTolerances.now],
      [day, subscriberTolerances.hours24],
      [7 * day, subscriberTolerances.days7],
      [30 * day, subscriberTolerances.days30],
    ] as const;
    const [current, hours24, days7, days30] = await this.nearestSubscribers(
      channelId,
      spans.map(([ago, tolerance]) => ({ at: new Date(now.getTime() - ago), toleranceMs: tolerance })),
    );
    return { now: current ?? null, hours24: hours24 ?? null, days7: days7 ?? null, days30: days30 ?? null };
  }

  /**
   * The snapshot nearest to each moment, in the order asked; null where none is within the tolerance. Where none is kept any more, the nearest of those
   * that rollups keep of retired hours: their first and last.
   */
  async nearestSubscribers(
    channelId: string,
    moments: readonly { readonly at: Date; readonly toleranceMs: number }[],
  ): Promise<(SubscriberPoint | null)[]> {
    const values = [
      channelId,
      moments.map(({ at }) => at),
      moments.map(({ toleranceMs }) => toleranceMs / 1_000),
    ];
    const ask = async (name: string, text: string) => {
      const rows = await this.database.query<SubscriberPoint & { position: number }>({ name, text, values });
      return new Map(rows.map(({ position, ...point }) => [position, point]));
    };
    const kept = await ask('nearest-subscribers', reportSql.nearestSubscribers);
    const retired =
      kept.size < moments.length
        ? await ask('nearest-rolled-up', reportSql.nearestRolledUp)
        : new Map<number, SubscriberPoint>();
    return moments.map((_, index) => kept.get(index + 1) ?? retired.get(index + 1) ?? null);
  }

  /** The channel's days from `fromDay` to `toDay` (`YYYY-MM-DD`, UTC, both included), oldest first; days without data are missing. */
  days(channelId: string, fromDay: string, toDay: string): Promise<ChannelDay[]> {
    return this.database.query<ChannelDay>({
      name: 'channel-days',
      text: reportSql.days,
      values: [channelId, fromDay, toDay],
    });
  }

  /** The same days with what charts and forecasts need of them, in half the time. */
  async series(channelId: string, fromDay: string, toDay: string): Promise<DayFigures[]> {
    const [row] = await this.database.query<{ days: string | null }>({
      name: 'day-series',
      text: dayFiguresSql.series,
      values: [channelId, fromDay, toDay],
    });
    return dayFiguresOf(fromDay, row?.days ?? null);
  }

  /**
   * What a span of days (`YYYY-MM-DD`, UTC, both included) brought, and the span of the same length before it; null where none of a span's days
   * is known.
   */
  async growth(channelId: string, fromDay: string, toDay: string): Promise<Growth> {
    const rows = await this.database.query<{ isCurrent: boolean; figures: string }>({
      name: 'growth',
      text: dayFiguresSql.growth,
      values: [channelId, fromDay, toDay],
    });
    const spanOf = (isCurrent: boolean) => rows.find((row) => row.isCurrent === isCurrent)?.figures;
    return { current: spanFiguresOf(spanOf(true)), before: spanFiguresOf(spanOf(false)) };
  }

  /**
   * The posts that gained the most views from `fromDay` to `toDay`, deleted ones left out, an album by the item that gained the most: Telegram counts
   * a view of an album for each of its items. Of the seven days up to the channel's newest one the ranking is kept.
   */
  topGaining(channelId: string, fromDay: string, toDay: string, limit = 5): Promise<readonly GainingPost[]> {
    return topGaining(this.database, { channelId, fromDay, toDay }, limit);
  }

  /** The posts of a window, newest first, albums as one, deleted ones left out. */
  posts(channelId: string, window: ReportWindow, limit = 1_000): Promise<PostReport[]> {
    return this.database.query<PostReport>({
      name: 'posts-of-window',
      text: postReportSql.newest,
      values: [channelId, window.from, window.to, limit],
    });
  }

  /** The posts of a window with the most views, albums as one; posts without a view figure are left out. */
  topPosts(channelId: string, window: ReportWindow, limit = 5): Promise<PostReport[]> {
    return this.database.query<PostReport>({
      name: 'top-posts',
      text: postReportSql.mostViewed,
      values: [channelId, window.from, window.to, limit],
    });
  }

  /**
   * Joins and leaves that Telegram reported in a window, from raw rows and, behind the retention's horizon, from rollups: never fewer than were
   * reported. `from` and `to` are what was counted: the window, but for an end behind the horizon, which lies on the full hour outside of it.
   * Reports are known to be incomplete: compare with the counts.
   */
  async membership(channelId: string, window: ReportWindow): Promise<WindowMembership> {
    const [row] = await this.database.query<WindowMembership>({
      name: 'membership-of-window',
      text: membershipOfWindow,
      values: [channelId, window.from, window.to],
    });
    return row ?? { joins: 0, leaves: 0, ...window };
  }

  /** How many of the window's calendar days have subscriber snapshots, and since when there are any. */
  async coverage(channelId: string, window: ReportWindow): Promise<SnapshotCoverage> {
    const firstDay = dayOf(window.from);
    const lastDay = dayOf(new Date(window.to.getTime() - 1));
    const [row] = await this.database.query<Omit<SnapshotCoverage, 'daysInWindow'>>({
      name: 'coverage',
      text: reportSql.coverage,
      values: [channelId, firstDay, lastDay],
    });
    const daysInWindow = Math.round((Date.parse(lastDay) - Date.parse(firstDay)) / day) + 1;
    return {
      firstSnapshotAt: row?.firstSnapshotAt ?? null,
      daysWithData: row?.daysWithData ?? 0,
      daysInWindow,
    };
  }

  /** Reactions by emoji over the posts of a window, most frequent first. */
  reactionTotals(channelId: string, window: ReportWindow): Promise<{ emoji: string; count: number }[]> {
    return this.database.query({
      name: 'reaction-totals',
      text: reportSql.reactionTotals,
      values: [channelId, window.from, window.to],
    });
  }

  /** For each post of a window, the snapshots around the given age: what interpolation to that age needs. */
  async viewsAtAge(channelId: string, window: ReportWindow, ageMs: number): Promise<ViewsAtAge[]> {
    type Row = {
      messageId: number;
      postedAt: Date;
      beforeAt: Date | null;
      beforeViews: number | null;
      afterAt: Date | null;
      afterViews: number | null;
    };
    const rows = await this.database.query<Row>({
      name: 'views-at-age',
      text: reportSql.viewsAtAge,
      values: [channelId, window.from, window.to, ageMs / 1_000],
    });
    const side = (at: Date | null, views: number | null) => (at && views !== null ? { at, views } : null);
    return rows.map(({ messageId, postedAt, beforeAt, beforeViews, afterAt, afterViews }) => ({
      messageId,
      postedAt,
      before: side(beforeAt, beforeViews),
      after: side(afterAt, afterViews),
    }));
  }
}
