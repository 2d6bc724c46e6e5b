import type { PostKind } from '../sources/figure-source.js';

/** The field of a message that makes it a post of a kind. GIFs come with `document` too: the narrower field stands first. */
const byField: readonly (readonly [string, PostKind])[] = [
  ['animation', 'animation'],
  ['photo', 'photo'],
  ['live_photo', 'photo'],
  ['video', 'video'],
  ['video_note', 'video-note'],
  ['voice', 'voice'],
  ['audio', 'audio'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['poll', 'poll'],
  ['venue', 'location'],
  ['location', 'location'],
  ['contact', 'contact'],
  ['story', 'story'],
  ['giveaway', 'giveaway'],
  ['giveaway_winners', 'giveaway'],
  ['text', 'text'],
  ['rich_message', 'text'],
  ['paid_media', 'other'],
  ['checklist', 'other'],
  ['dice', 'other'],
  ['game', 'other'],
  ['invoice', 'other'],
];

/** What kind of post a message is; undefined for a service message ("pinned", "new title"), which is no post. */
export function postKindOf(message: Readonly<Record<string, unknown>>): PostKind | undefined {
  return byField.find(([field]) => message[field] !== undefined && message[field] !== null)?.[1];
}
