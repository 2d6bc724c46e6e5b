import { excerptOf } from '../excerpt.js';
import type { PostKind, PostReading, ReactionReading, ShownCount } from '../sources/figure-source.js';
import type { RawMessage } from './mtproto-answer.schema.js';

const byMedia: Readonly<Record<string, PostKind>> = {
  messageMediaPhoto: 'photo',
  messageMediaPoll: 'poll',
  messageMediaGeo: 'location',
  messageMediaGeoLive: 'location',
  messageMediaVenue: 'location',
  messageMediaContact: 'contact',
  messageMediaStory: 'story',
  messageMediaGiveaway: 'giveaway',
  messageMediaGiveawayResults: 'giveaway',
  messageMediaWebPage: 'text',
  messageMediaEmpty: 'text',
};

/**
 * One post from its messages: one, or the items of an album in any order. Views are those of the item seen most, since
 * Telegram counts an album's items together; a figure that no item has is null or absent.
 */
export function readingOf(items: readonly RawMessage[], at: Date): PostReading {
  const sorted = [...items].sort((a, b) => a.id - b.id);
  const [first] = sorted;
  if (first === undefined) throw new RangeError('A post has at least one message.');
  const edited = Math.max(0, ...sorted.map(({ editDate, editHide }) => (editHide ? 0 : (editDate ?? 0))));
  const views = most(sorted.map((item) => item.views));
  return {
    source: 'mtproto',
    at,
    messageId: first.id,
    albumMessageIds: sorted.length > 1 ? sorted.map(({ id }) => id) : [],
    postedAt: new Date(first.date * 1000),
    edited: edited > 0,
    ...(edited > 0 && { editedAt: new Date(edited * 1000) }),
    kind: kindOf(first),
    excerpt: excerptOf(sorted.find(({ message }) => message !== '')?.message ?? ''),
    views: views === undefined ? null : exactly(views),
    forwards: most(sorted.map((item) => item.forwards)),
    replies: most(sorted.map((item) => item.replies?.replies)),
    reactions: reactionsOf(sorted),
  };
}

function most(figures: readonly (number | undefined)[]): number | undefined {
  const known = figures.filter((figure) => figure !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function reactionsOf(items: readonly RawMessage[]): ReactionReading[] | undefined {
  const results = items.find(({ reactions }) => reactions !== undefined)?.reactions?.results;
  return results?.flatMap(({ count, reaction }) => {
    const key =
      reaction._ === 'reactionEmoji'
        ? reaction.emoticon
        : reaction._ === 'reactionCustomEmoji'
          ? `custom:${reaction.documentId}`
          : reaction._ === 'reactionPaid'
            ? 'paid'
            : undefined;
    return key === undefined ? [] : [{ key, count: exactly(count) }];
  });
}

function kindOf({ media }: RawMessage): PostKind {
  if (media === undefined) return 'text';
  if (media._ !== 'messageMediaDocument') return byMedia[media._] ?? 'other';
  const attributes = media.document?.attributes ?? [];
  const has = (name: string) => attributes.find(({ _ }) => _ === `documentAttribute${name}`);
  if (has('Animated')) return 'animation';
  if (has('Sticker')) return 'sticker';
  const video = has('Video');
  if (video) return video.roundMessage ? 'video-note' : 'video';
  const audio = has('Audio');
  if (audio) return audio.voice ? 'voice' : 'audio';
  return 'document';
}

function exactly(value: number): ShownCount {
  return { value, low: value, high: value, shown: String(value) };
}
