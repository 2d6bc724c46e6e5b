import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import type { ReportWindow, SubscriberPoint } from './report.types.js';

/** $1 channel, $2 from, $3 to, $4 limit. */
const subscriberCounts = `
  SELECT taken_at AS at, subscribers, source FROM channel_snapshots
  WHERE channel_id = $1 AND taken_at >= $2 AND taken_at < $3
  ORDER BY taken_at DESC, subscribers DESC LIMIT $4`;

/** Reads series as they were recorded, for figures that need more than a day's end. */
@Injectable()
export class SeriesRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Every count of a channel's subscribers in a window, oldest first; of very many the latest. */
  async subscriberCounts(
    channelId: string,
    window: ReportWindow,
    limit = 20_000,
  ): Promise<SubscriberPoint[]> {
    const rows = await this.database.query<SubscriberPoint>({
      name: 'subscriber-counts',
      text: subscriberCounts,
      values: [channelId, window.from, window.to, limit],
    });
    return rows.reverse();
  }
}
