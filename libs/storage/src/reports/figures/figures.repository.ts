import { Database, type Queryable } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import type { SnapshotSource } from '../../snapshots/snapshot.types.js';
import type { ReportWindow } from '../report.types.js';
import { figureSql } from './figure.sql.js';
import type { LinkHour, LinkMember, LinkOfWindow, ViewsAround, ViewsReading } from './figure.types.js';

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
      text: figureSql.linksOfWindow,
      values: [channelId, from, to, limit],
    });
  }

  /** Who joined by these links, each within its own window, latest first; leaves are looked for up to now. */
  async members(channelId: string, links: readonly LinkAndWindow[], limit = 50_000): Promise<LinkMember[]> {
    if (links.length === 0) return [];
    const [since, until] = [links.map(({ window }) => window.from), links.map(({ window }) => window.to)];
    return this.database.query<LinkMember>({
      name: 'members-of-links',
      text: figureSql.membersOfLinks,
      values: [channelId, links.map(({ link }) => link), since, until, limit],
    });
  }

  /** Joins by link and hour in a window; of very many hours the busiest. */
  joinsByHour(channelId: string, { from, to }: ReportWindow, limit = 20_000): Promise<LinkHour[]> {
    return this.database.query<LinkHour>({
      name: 'joins-by-hour',
      text: figureSql.joinsByHour,
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
