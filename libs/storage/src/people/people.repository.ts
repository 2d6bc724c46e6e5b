import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';

/** $1 user, $2 moment. Who was heard of later than that is not out of reach. */
const unreachable = `
  INSERT INTO users AS u (id, blocked_at) VALUES ($1, $2)
  ON CONFLICT (id) DO UPDATE SET blocked_at = EXCLUDED.blocked_at
  WHERE (u.seen_at IS NULL OR u.seen_at < EXCLUDED.blocked_at) AND (u.blocked_at IS NULL OR u.blocked_at < EXCLUDED.blocked_at)`;

/** $1 user, $2 moment. */
const seen = `
  INSERT INTO users AS u (id, seen_at) VALUES ($1, $2)
  ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at,
    blocked_at = CASE WHEN u.blocked_at > EXCLUDED.seen_at THEN u.blocked_at END
  WHERE u.seen_at IS NULL OR u.seen_at < EXCLUDED.seen_at`;

/** People who talk to the bot, and whether it can talk to them. */
@Injectable()
export class PeopleRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Telegram refused what was sent to a person at `at`: their digests rest. A later sign of them stands. */
  async markUnreachable(userId: string, at: Date): Promise<void> {
    await this.database.query(unreachable, [userId, at]);
  }

  /** A person let the bot write to them at `at`: their digests go on. A later refusal stands. */
  async markReachable(userId: string, at: Date): Promise<void> {
    await this.database.query(seen, [userId, at]);
  }
}
