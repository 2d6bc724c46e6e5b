import { Database, type Queryable } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import type { SnapshotSource } from '../../snapshots/snapshot.types.js';
import type { ReportWindow } from '../report.types.js';
import { figureSql } from './figure.sql.js';
import type {
  LinkHour,
  LinkMember,
  LinkOfWindow,
  MembersOfLinks,
  ViewsAround,
  ViewsReading,
} from './figure.types.js';
import { linkFigureSql } from './link-figure.sql.js';

/** A link, and from when to when its joins are wanted. */
export interface LinkAndWindow {
  readonly link: string;
  readonly window: ReportWindow;
}

/** Reads what figures that look at ages, moments and members are computed from. Every list has an upper bound. */
@Injectable()
export class FiguresRepository {
  constructor(
    @Inject(Database) private readonly database: Queryable & Partial<Pick<Database, 'freshReads'>>,
  ) {}

  /** The same from a read replica that has everything stored by now, where there is one. For one report. */
  async fresh(): Promise<FiguresRepository> {
    return new FiguresRepository((await this.database.freshReads?.()) ?? this.database);
  }

  /** For each post of a window, an album as one, the readings around each of these ages (milliseconds). */
  viewsAtAges(
    channelId: string,
    window: ReportWindow,
    agesMs: readonly number[],
    limit = 1_000,
  ): Promise<ViewsAround[]> {
    const ages = agesMs.map((age) => age / 1_000);
    return this.around('views-at-ages', figureSql.viewsAtAges, [channelId, window, ages, limit]);
  }

  /** For each post of a window, an album as one, the readings around each of these moments. */
  viewsAtMoments(
    channelId: string,
    window: ReportWindow,
    moments: readonly Date[],
    limit = 1_000,
  ): Promise<ViewsAround[]> {
    return this.around('views-at-moments', figureSql.viewsAtMoments, [channelId, window, moments, limit]);
  }

  /** The links that somebody joined by in a window, and all campaigns: those first, then the links with the most joins. */
  links(channelId: string, { from, to }: ReportWindow, limit = 20): Promise<LinkOfWindow[]> {
    return this.database.query<LinkOfWindow>({
      name: 'links-of-window',
      text: linkFigureSql.linksOfWindow,
      values: [channelId, from, to, limit],
    });
  }

  /**
   * Who joined by these links, each link once and within its own window, latest first; leaves are looked for up to now. Those whose raw rows are
   * retired are given as counts a link.
   */
  async members(channelId: string, links: readonly LinkAndWindow[], limit = 50_000): Promise<MembersOfLinks> {
    if (links.length === 0) return { members: [], settled: [] };
    type Settled = { joins: number; left1d: number; left7d: number; left30d: number };
    type Row = LinkMember & { [Key in keyof Settled]: Settled[Key] | null };
    const [since, until] = [links.map(({ window }) => window.from), links.map(({ window }) => window.to)];
    const rows = await this.database.query<Row>({
      name: 'members-of-links',
      text: linkFigureSql.membersOfLinks,
      values: [channelId, links.map(({ link }) => link), since, until, limit],
    });
    const isSettled = (row: Row): row is Row & Settled => row.joins !== null;
    return {
      members: rows
        .filter((row) => !isSettled(row))
        .map(({ link, memberKey, joinedAt, leftAt }) => ({ link, memberKey, joinedAt, leftAt })),
      settled: rows.filter(isSettled).map(({ link, joinedAt, joins, left1d, left7d, left30d }) => ({
        ...{ link, firstAt: joinedAt, joins },
        leftWithin: { 1: left1d, 7: left7d, 30: left30d },
      })),
    };
  }

  /**
   * Since when all of a channel's joins are known by their links; null when they are from the beginning. Those from before went with their raw rows,
   * uncounted: figures of links that look there would be too small.
   */
  async linksKnownSince(channelId: string): Promise<Date | null> {
    const [row] = await this.database.query<{ since: Date | null }>({
      name: 'links-known-since',
      text: linkFigureSql.linksKnownSince,
      values: [channelId],
    });
    return row?.since ?? null;
  }

  /** Joins by link and hour in a window; of very many hours the busiest. */
  joinsByHour(channelId: string, { from, to }: ReportWindow, limit = 20_000): Promise<LinkHour[]> {
    return this.database.query<LinkHour>({
      name: 'joins-by-hour',
      text: linkFigureSql.joinsByHour,
      values: [channelId, from, to, limit],
    });
  }

  private async around(
    name: string,
    text: string,
    [channelId, { from, to }, moments, limit]: [string, ReportWindow, readonly unknown[], number],
  ): Promise<ViewsAround[]> {
    type Row = {
      messageId: number;
      postedAt: Date;
      moment: number;
      beforeAt: Date | null;
      beforeViews: number | null;
      afterAt: Date | null;
      afterViews: number | null;
      source: SnapshotSource | null;
    };
    const values = [channelId, from, to, moments, limit];
    const rows = await this.database.query<Row>({ name, text, values });
    return rows.map(({ beforeAt, beforeViews, afterAt, afterViews, ...post }) => ({
      ...post,
      before: reading(beforeAt, beforeViews),
      after: reading(afterAt, afterViews),
    }));
  }
}

function reading(at: Date | null, views: number | null): ViewsReading | null {
  return at === null || views === null ? null : { at, views };
}
