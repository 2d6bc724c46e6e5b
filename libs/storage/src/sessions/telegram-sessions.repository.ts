import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';

/** A kept login. `sealed` is opaque here. */
export interface TelegramSession {
  readonly name: string;
  readonly sealed: Buffer;
}

/** Who uses a login, and until when nobody else may. */
export interface SessionLease {
  readonly replicaId: string;
  readonly until: Date;
}

/**
 * Logins of the bot over MTProto. Telegram revokes a login that two machines use at once, so each has one user at a time: a
 * replica takes a free one for a while and renews its lease.
 */
@Injectable()
export class TelegramSessionsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Takes a login that nobody uses at `now`, the one saved last; null when there is none. */
  async claim({ replicaId, until }: SessionLease, now: Date): Promise<TelegramSession | null> {
    const [row] = await this.database.query<TelegramSession>(
      `UPDATE telegram_sessions SET leased_by = $1, leased_until = $2
       WHERE name = (
         SELECT name FROM telegram_sessions WHERE leased_until <= $3 OR leased_by = $1
         ORDER BY leased_by IS NOT DISTINCT FROM $1 DESC, saved_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED
       )
       RETURNING name, sealed`,
      [replicaId, until, now],
    );
    return row ?? null;
  }

  /** Stores a login, new or changed, as used by this replica. */
  async save(
    { name, sealed }: TelegramSession,
    { replicaId, until }: SessionLease,
    now: Date,
  ): Promise<void> {
    await this.database.query(
      `INSERT INTO telegram_sessions (name, sealed, leased_by, leased_until, saved_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (name) DO UPDATE SET sealed = $2, leased_by = $3, leased_until = $4, saved_at = $5`,
      [name, sealed, replicaId, until, now],
    );
  }

  /** Keeps the login for longer, or, with a moment that has passed, gives it free. False when another replica has it. */
  async renew(name: string, { replicaId, until }: SessionLease): Promise<boolean> {
    const rows = await this.database.query(
      'UPDATE telegram_sessions SET leased_until = $3 WHERE name = $1 AND leased_by = $2 RETURNING name',
      [name, replicaId, until],
    );
    return rows.length === 1;
  }

  /** Forgets a login. */
  async remove(name: string): Promise<void> {
    await this.database.query('DELETE FROM telegram_sessions WHERE name = $1', [name]);
  }
}
