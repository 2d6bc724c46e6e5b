import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import type { BoostCounts } from './boost.types.js';

/** $1 channel, $2 now. One that was given anew after it was taken back counts again. */
const statement = `
  SELECT count(*) FILTER (WHERE added_at <= $2 AND expires_at > $2 AND (removed_at IS NULL OR removed_at < added_at))::int AS active,
    min(added_at) AS since
  FROM channel_boosts WHERE channel_id = $1`;

/** What is known of boosts; they are stored with the other events. */
@Injectable()
export class BoostsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** A channel's boosts at `now`. */
  async counts(channelId: string, now: Date): Promise<BoostCounts> {
    const [row] = await this.database.query<BoostCounts>({
      name: 'boost-counts',
      text: statement,
      values: [channelId, now],
    });
    return row ?? { active: 0, since: null };
  }
}
