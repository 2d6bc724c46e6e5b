import { Database, unnestUpsert, type Queryable, type UpsertSpec } from '@analyticbot/pooling';
import { Inject, Injectable } from '@nestjs/common';
import { boostRows, boostUpsert } from '../boosts/boost-upsert.js';
import { lockChannels } from '../channels/lock-channels.sql.js';
import { countPosts, type ChannelAndDay } from '../rollups/count-posts.sql.js';
import { inviteLinkRow, isLater, newestByKey, postRow, reactionRow } from './event-rows.js';
import {
  deletionStatement,
  inviteLinkUpsert,
  membershipStatement,
  postUpsert,
  reactionUpsert,
  sightingStatement,
} from './event-upserts.sql.js';
import type { ChannelEventsBatch, PostDeletion, PostSighting, StoredEvents } from './event.types.js';

type ChannelRow = { readonly channel_id: string };

/** Stores what Telegram reports as it happens. */
@Injectable()
export class ChannelEventsRepository {
  private readonly database: Database;

  constructor(@Inject(Database) database: Database) {
    this.database = database.lane('batch');
  }

  /**
   * Stores a batch in one transaction with one statement a table; all of it or nothing. Safe to repeat, to split and to
   * reorder: newer versions beat older ones by their own times, joins and leaves count once. Channels nobody registered
   * yet get a bare row.
   */
  store(batch: ChannelEventsBatch): Promise<StoredEvents> {
    const { posts = [], reactions = [], memberships = [], inviteLinks = [], boosts = [] } = batch;
    const { deletions = [], sightings = [] } = batch;
    const ids = [posts, reactions, memberships, inviteLinks, boosts, deletions, sightings].flatMap((part) =>
      part.map(({ channelId }) => channelId),
    );
    return this.database.transaction(async (transaction) => {
      await lockChannels(transaction, ids, batch.channels ?? []);
      const storedPosts = await storePosts(transaction, posts);
      const deleted = await setDeleted(transaction, deletionStatement, deletions, (a, b) => a.at < b.at);
      const restored = await setDeleted(transaction, sightingStatement, sightings, (a, b) => a.at > b.at);
      await countPosts(transaction, [...storedPosts, ...deleted, ...restored]);
      const storedReactions = await storeReactions(transaction, reactions);
      const storedMemberships = await storeMemberships(transaction, memberships);
      const storedLinks = await storeInviteLinks(transaction, inviteLinks);
      const storedBoosts = await upsert<ChannelRow>(
        transaction,
        'store-boosts',
        boostUpsert,
        boostRows(boosts),
      );
      const changed = [
        ...[storedPosts, deleted, restored, storedReactions].flat(),
        ...[storedMemberships, storedLinks, storedBoosts].flat(),
      ];
      return {
        changedChannels: [...new Set(changed.map(({ channel_id }) => channel_id))],
        posts: storedPosts.length,
        reactions: storedReactions.length,
        memberships: storedMemberships.length,
        inviteLinks: storedLinks.length,
        boosts: storedBoosts.length,
      };
    });
  }
}

async function storePosts(transaction: Queryable, events: NonNullable<ChannelEventsBatch['posts']>) {
  const rows = newestByKey(events.map(postRow), postKey, (a, b) =>
    isLater(a.content_at, a.content_update_id, b.content_at, b.content_update_id),
  );
  return upsert<ChannelAndDay>(transaction, 'store-posts', postUpsert, rows);
}

async function storeReactions(transaction: Queryable, events: NonNullable<ChannelEventsBatch['reactions']>) {
  const rows = newestByKey(events.map(reactionRow), postKey, (a, b) =>
    isLater(a.at, a.update_id, b.at, b.update_id),
  );
  return upsert<ChannelRow>(transaction, 'store-reactions', reactionUpsert, rows);
}

async function storeInviteLinks(
  transaction: Queryable,
  links: NonNullable<ChannelEventsBatch['inviteLinks']>,
) {
  const rows = newestByKey(
    links.map(inviteLinkRow),
    ({ channel_id, link }) => `${channel_id} ${link}`,
    (a, b) => a.seen_at > b.seen_at,
  );
  return upsert<ChannelRow>(transaction, 'store-invite-links', inviteLinkUpsert, rows);
}

async function storeMemberships(
  transaction: Queryable,
  events: NonNullable<ChannelEventsBatch['memberships']>,
) {
  if (events.length === 0) return [];
  return transaction.query<ChannelRow>({
    name: 'store-memberships',
    text: membershipStatement,
    values: [
      events.map(({ channelId }) => channelId),
      events.map(({ at }) => at),
      events.map(({ updateId }) => updateId),
      events.map(({ kind }) => kind),
      events.map(({ memberHash }) => memberHash),
      events.map(({ inviteLink }) => inviteLink),
      events.map(({ via }) => via),
    ],
  });
}

/** Marks posts as deleted, or takes that back. An update may meet a post only once: `wins` says by which of its rows. */
async function setDeleted(
  transaction: Queryable,
  statement: { readonly name: string; readonly text: string },
  events: readonly (PostDeletion | PostSighting)[],
  wins: (candidate: PostDeletion, known: PostDeletion) => boolean,
): Promise<ChannelAndDay[]> {
  if (events.length === 0) return [];
  const rows = newestByKey(events, ({ channelId, messageId }) => `${channelId} ${messageId}`, wins);
  return transaction.query<ChannelAndDay>({
    ...statement,
    values: [rows.map((row) => row.channelId), rows.map((row) => row.messageId), rows.map((row) => row.at)],
  });
}

async function upsert<Returned extends object>(
  transaction: Queryable,
  name: string,
  spec: UpsertSpec,
  rows: readonly object[],
): Promise<Returned[]> {
  if (rows.length === 0) return [];
  return transaction.query<Returned>({ name, ...unnestUpsert(spec, rows) });
}

const postKey = (row: { channel_id: string; message_id: number }) => `${row.channel_id} ${row.message_id}`;
