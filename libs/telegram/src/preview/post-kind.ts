import type { PostKind } from '../sources/figure-source.js';
import type { Parts } from './markup.js';

/** Which element shows what. Narrower ones stand first: a round video and a GIF are videos too. */
const byElement: readonly (readonly [string, PostKind])[] = [
  ['.tgme_widget_message_poll', 'poll'],
  ['.tgme_widget_message_roundvideo_player, .tgme_widget_message_roundvideo_wrap', 'video-note'],
  ['.tgme_widget_message_voice_player', 'voice'],
  ['.tgme_widget_message_sticker_wrap', 'sticker'],
  ['.tgme_widget_message_location_wrap', 'location'],
  ['.tgme_widget_message_contact_wrap, .tgme_widget_message_contact', 'contact'],
  ['.tgme_widget_message_giveaway', 'giveaway'],
  ['.tgme_widget_message_story_wrap, .tgme_widget_message_story', 'story'],
];

/** What a post mainly is. Takes the post's own parts only. */
export function kindOfPost(own: Parts): PostKind {
  const special = byElement.find(([selector]) => own.find(selector).length > 0)?.[1];
  if (special !== undefined) return special;
  const media = own.find('.tgme_widget_message_photo_wrap, .tgme_widget_message_video_player').first();
  if (media.hasClass('tgme_widget_message_photo_wrap')) return 'photo';
  if (media.length > 0) return isAnimation(media) ? 'animation' : 'video';
  const document = own.find('.tgme_widget_message_document_wrap').first();
  if (document.length > 0) return document.find('.audio').length > 0 ? 'audio' : 'document';
  return own.find('.tgme_widget_message_text').length > 0 ? 'text' : 'other';
}

/** GIFs are looping videos without a duration. */
function isAnimation(media: Parts): boolean {
  return media.find('video[loop]').length > 0 && media.find('.message_video_duration').length === 0;
}
