import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';

/** $1 from, $2 to, $3 limit. */
const comingStatement = `
  SELECT d.channel_id AS "channelId", min(d.next_at) AS at
  FROM digest_subscriptions d JOIN users u ON u.id = d.user_id AND u.blocked_at IS NULL
  WHERE d.next_at > $1 AND d.next_at <= $2
  GROUP BY d.channel_id ORDER BY min(d.next_at) LIMIT $3`;

/** A channel of which a digest is due. */
export interface ComingDigest {
  readonly channelId: string;
  readonly at: Date;
}

/** Who gets digests, and when. */
@Injectable()
export class DigestsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Channels with a digest due after `from` and up to `to`, each once, the soonest first. Those of people out of reach rest. */
  coming(from: Date, to: Date, limit: number): Promise<ComingDigest[]> {
    return this.database.query<ComingDigest>(comingStatement, [from, to, limit]);
  }
}
