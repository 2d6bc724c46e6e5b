import type { PostSnapshot } from '@analyticbot/storage';
import { seededRandom } from '../harness/statistics.js';

/** How much is written. */
export interface WorkloadSize {
  readonly channels: number;
  readonly postsPerChannel: number;
  /** Readings of all posts, three hours apart: lot 0 finds the posts new, the others find them known. */
  readonly lots: number;
}

const hour = 3_600_000;
/** The first reading: fixed, so that every run writes the same rows. A month of partitions around it is made. */
export const firstReading = new Date('2026-11-02T00:30:00Z');

/**
 * Readings of many posts of many channels, lot by lot, a channel's posts together. Half of the channels are read
 * by their preview page (rounded views), half over MTProto (views, forwards, replies). Nine in ten figures changed since the reading before.
 */
export function makeLots({ channels, postsPerChannel, lots }: WorkloadSize): PostSnapshot[][] {
  const random = seededRandom(7);
  const posts = Array.from({ length: channels * postsPerChannel }, (_, index) => ({
    channel: Math.floor(index / postsPerChannel),
    messageId: (index % postsPerChannel) + 1,
    postedAt: new Date(+firstReading - (postsPerChannel - (index % postsPerChannel)) * hour),
    views: Math.floor(random() * 50_000),
  }));
  return Array.from({ length: lots }, (_, lot) =>
    posts.map((post): PostSnapshot => {
      if (random() < 0.9) post.views += Math.floor(random() * 400);
      const { channel, messageId, postedAt, views } = post;
      const isExact = channel % 2 === 0;
      const step = isExact || views < 1_000 ? 1 : views < 10_000 ? 10 : 100;
      const low = Math.floor(views / step) * step;
      // One literal: V8 lays it out at once, as it does with what a source gives.
      return {
        channelId: String(-1_001_000_000_000 - channel),
        messageId,
        postedAt,
        // A channel's posts are read within seconds of each other.
        takenAt: new Date(+firstReading + lot * 3 * hour + channel * 2_000 + messageId),
        source: isExact ? 'mtproto' : 'preview',
        sourceReason: 'preferred',
        views: low,
        viewsLow: low,
        viewsHigh: low + step - 1,
        viewsShown: isExact ? null : views < 1_000 ? String(views) : `${low / 1_000}K`,
        forwards: isExact ? Math.floor(views / 90) : null,
        replies: isExact ? Math.floor(views / 400) : null,
      };
    }),
  );
}

/** A lot in pieces of at most `size` rows, whole channels at a time where they fit. */
export function piecesOf<Row>(lot: readonly Row[], size: number): Row[][] {
  return Array.from({ length: Math.ceil(lot.length / size) }, (_, piece) =>
    lot.slice(piece * size, (piece + 1) * size),
  );
}

/** What a benchmark writes: a hundred thousand rows a round by the fast sides. */
export const fullSize: WorkloadSize = { channels: 100, postsPerChannel: 100, lots: 13 };
/** Enough to see that it runs. */
export const quickSize: WorkloadSize = { channels: 50, postsPerChannel: 100, lots: 5 };
