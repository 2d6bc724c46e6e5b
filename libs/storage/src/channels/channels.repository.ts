import { Database, loadById } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { channelSql } from './channel.sql.js';
import type { Channel, ChannelAdministrator, ChannelRegistration } from './channel.types.js';

/** Channels, their administrators, and whose turn it is to be collected. */
@Injectable()
export class ChannelsRepository {
  private readonly joined;

  constructor(@Inject(Database) private readonly database: Database) {
    this.joined = loadById<string, Channel>(
      database,
      { name: 'channels-by-id', text: channelSql.byIds, idOf: ({ id }) => id },
      { remember: false },
    );
  }

  /**
   * Stores a channel that an administrator added, or its newer name, and makes it due. Adding a lost one again revives it.
   * A registration older than what is stored changes neither name nor status.
   */
  async upsert(registration: ChannelRegistration): Promise<Channel> {
    const { id, username, title, kind, seenAt, addedBy, botAdminSince, collectAt } = registration;
    const [row] = await this.database.query<Channel>(channelSql.register, [
      ...[id, username, title, kind ?? 'channel', seenAt],
      ...[addedBy ?? null, botAdminSince ?? null, collectAt ?? seenAt],
    ]);
    return required(row);
  }

  /** A channel, or null. What jobs and requests ask for at the same moment is one statement. */
  byId(id: string): Promise<Channel | null> {
    return this.joined.load(id);
  }

  /** The channel that used this name last, without `@` and whatever its case; or null. */
  async byUsername(username: string): Promise<Channel | null> {
    return first(await this.database.query<Channel>(channelSql.byUsername, [username.replace(/^@/, '')]));
  }

  /** Replaces a channel's administrators as known at `refreshedAt`; an older list than the stored one is ignored. */
  async replaceAdministrators(
    channelId: string,
    administrators: readonly Pick<ChannelAdministrator, 'userId' | 'status' | 'rights'>[],
    refreshedAt: Date,
  ): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const claimed = await transaction.query(channelSql.claimAdministratorsRefresh, [
        channelId,
        refreshedAt,
      ]);
      if (claimed.length === 0) return;
      await transaction.query(channelSql.deleteAdministrators, [channelId]);
      await transaction.query(channelSql.insertAdministrators, [
        channelId,
        administrators.map(({ userId }) => userId),
        administrators.map(({ status }) => status),
        administrators.map(({ rights }) => JSON.stringify(rights)),
        refreshedAt,
      ]);
    });
  }

  /** The administrators as last stored, the creator first. Empty also when they were never read: see `refreshedAt`. */
  administratorsOf(channelId: string): Promise<ChannelAdministrator[]> {
    return this.database.query<ChannelAdministrator>(channelSql.administratorsOf, [channelId]);
  }

  /** Registered channels a user administers, by title. */
  listForAdministrator(userId: string): Promise<Channel[]> {
    return this.database.query<Channel>(channelSql.listForAdministrator, [userId]);
  }

  /** The bot lost its access at `at`. False when a newer change is known: then nothing changes. */
  async markLost(id: string, reason: string, at: Date): Promise<boolean> {
    return (await this.database.query(channelSql.markLost, [id, reason, at])).length > 0;
  }

  /** The bot has access since `at`. False when a newer change is known: then nothing changes. */
  async markActive(id: string, at: Date): Promise<boolean> {
    return (await this.database.query(channelSql.markActive, [id, at])).length > 0;
  }

  /** A collection was completed at `at`. `first`: it was the channel's first. An older one than known changes nothing. */
  async recordCollected(id: string, at: Date, nextAt: Date): Promise<{ first: boolean }> {
    const [row] = await this.database.query<{ first: boolean }>(channelSql.recordCollected, [id, at, nextAt]);
    return { first: row?.first ?? false };
  }

  /** A collection failed at `at` with a stable error code; tried again at `nextAt`. Repeating it counts once. */
  async recordFailure(id: string, code: string, at: Date, nextAt: Date): Promise<void> {
    await this.database.query(channelSql.recordFailure, [id, code, at, nextAt]);
  }
}

function first<Row>(rows: readonly Row[]): Row | null {
  return rows[0] ?? null;
}

function required(row: Channel | undefined): Channel {
  if (!row) throw new Error('The statement that stores a channel gave no row back.');
  return row;
}
