import { Database } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { collectionSql } from './collection.sql.js';
import type { DueCandidate, KnownPost, PostTimes } from './collection.types.js';

/** What the planning of collection reads and notes. */
@Injectable()
export class CollectionRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Active channels whose turn comes before `before`, the longest waiting first, at most `limit`. Takes nothing. */
  due(limit: number, before: Date): Promise<DueCandidate[]> {
    return this.database.query<DueCandidate>(collectionSql.due, [limit, before]);
  }

  /**
   * Takes channels for their turn and leases them until `leaseUntil`; answers the ids of those that were still waiting for
   * that very turn. Of any number of callers at the same time one gets a channel, and nobody waits for another.
   */
  async claim(
    turns: readonly Pick<DueCandidate, 'id' | 'nextCollectAt'>[],
    leaseUntil: Date,
  ): Promise<ReadonlySet<string>> {
    if (turns.length === 0) return new Set();
    const rows = await this.database.query<{ id: string }>(collectionSql.claim, [
      turns.map(({ id }) => id),
      turns.map(({ nextCollectAt }) => nextCollectAt),
      leaseUntil,
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Moves turns forward to these moments. An earlier turn stays; channels that rest after failures go on resting. */
  async bringForward(turns: readonly { readonly id: string; readonly at: Date }[]): Promise<void> {
    if (turns.length === 0) return;
    const earliest = new Map<string, Date>();
    for (const { id, at } of turns) {
      const known = earliest.get(id);
      if (known === undefined || at < known) earliest.set(id, at);
    }
    await this.database.query(collectionSql.bringForward, [[...earliest.keys()], [...earliest.values()]]);
  }

  /** Posts of these channels since a moment, newest first within a channel; an album is one post. */
  postTimes(channelIds: readonly string[], since: Date): Promise<PostTimes[]> {
    return this.database.query<PostTimes>(collectionSql.postTimes, [channelIds, since]);
  }

  /** When the subscribers of these channels were last counted; channels not counted since `since` are missing. */
  async subscribersReadAt(channelIds: readonly string[], since: Date): Promise<ReadonlyMap<string, Date>> {
    const rows = await this.database.query<{ channelId: string; readAt: Date }>(
      collectionSql.subscribersReadAt,
      [channelIds, since],
    );
    return new Map(rows.map(({ channelId, readAt }) => [channelId, readAt]));
  }

  /** A channel's messages since a moment with their latest figures, newest first; each item of an album is a row. */
  knownPosts(channelId: string, since: Date): Promise<KnownPost[]> {
    return this.database.query<KnownPost>({
      name: 'known-posts',
      text: collectionSql.knownPosts,
      values: [channelId, since],
    });
  }

  /** Notes that messages were looked for at a moment, without a new figure. An earlier moment than known changes nothing. */
  async markLooked(channelId: string, messageIds: readonly number[], at: Date): Promise<void> {
    if (messageIds.length === 0) return;
    await this.database.query(collectionSql.markLooked, [channelId, messageIds, at]);
  }

  /** How many turns have passed without being taken, how many come within the hour (those included), and the oldest's age. */
  async lateness(now: Date): Promise<{ late: number; withinHour: number; oldestSeconds: number }> {
    const [row] = await this.database.query<{ late: number; withinHour: number; oldestSeconds: number }>(
      collectionSql.lateness,
      [now],
    );
    const { late = 0, withinHour = 0, oldestSeconds = 0 } = row ?? {};
    return { late, withinHour, oldestSeconds: Math.max(0, oldestSeconds) };
  }
}
