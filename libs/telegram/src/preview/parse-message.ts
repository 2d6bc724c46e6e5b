import type { CheerioAPI } from 'cheerio';
import { excerptOf } from '../excerpt.js';
import type { PostReading } from '../sources/figure-source.js';
import { parseCount } from './parse-count.js';
import { kindOfPost } from './post-kind.js';
import { reactionsOf } from './parse-reactions.js';
import type { Part, Parts } from './markup.js';

/** What an element of the page turned out to be. */
export type ReadMessage =
  | { readonly kind: 'post'; readonly post: PostReading }
  | { readonly kind: 'service' }
  | { readonly kind: 'unreadable' };

/** Every message of the page, each once. */
export function messageElements($: CheerioAPI): Part[] {
  return $('.tgme_widget_message[data-post]').toArray();
}

/**
 * One message. Parts that belong to something quoted inside it (a reply's original, a link preview, a forwarded story) are
 * taken out first: only the post's own parts are read.
 */
export function readMessage($: CheerioAPI, element: Part, fetchedAt: Date): ReadMessage {
  const message = $(element);
  if (isService(message)) return { kind: 'service' };
  const own = message.clone();
  own.find('.tgme_widget_message_reply, .tgme_widget_message_link_preview').remove();
  const messageId = idOf(message.attr('data-post'));
  const postedAt = dateOf(own);
  if (messageId === undefined || postedAt === undefined) return { kind: 'unreadable' };
  const meta = own.find('.tgme_widget_message_meta').first();
  const views = own.find('.tgme_widget_message_views').first();
  const shownViews = views.length === 0 ? undefined : parseCount(views.text());
  // A counter that is there but can't be read means that the markup has changed: better no post than a wrong one.
  if (views.length > 0 && shownViews === undefined) return { kind: 'unreadable' };
  return {
    kind: 'post',
    post: {
      source: 'preview',
      at: fetchedAt,
      messageId,
      albumMessageIds: albumOf($, own, messageId),
      postedAt,
      edited: isEdited(meta),
      kind: kindOfPost(own),
      excerpt: excerptOf(textOf($, own)),
      views: shownViews ?? null,
      reactions: reactionsOf($, own),
    },
  };
}

function isService(message: Parts): boolean {
  return message.hasClass('service_message') || message.hasClass('tgme_widget_message_service');
}

function idOf(dataPost: string | undefined): number | undefined {
  const id = Number(/\/(\d+)$/.exec(dataPost ?? '')?.[1]);
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

function dateOf(own: Parts): Date | undefined {
  // Durations of videos are <time> elements too; only the post's own moment carries a datetime.
  const text = own
    .find('.tgme_widget_message_date time[datetime], time.datetime[datetime]')
    .last()
    .attr('datetime');
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function isEdited(meta: Parts): boolean {
  const words = meta.clone();
  // A signature or the hour could hold the word: only the text between them is the page's own.
  words.find('.tgme_widget_message_from_author, time').remove();
  return /\bedited\b/i.test(words.text());
}

function textOf($: CheerioAPI, own: Parts): string {
  // Albums nest the text element in another of its kind: the innermost first one is the text.
  const outer = own.find('.tgme_widget_message_text').first();
  const inner = outer.find('.tgme_widget_message_text').first();
  const text = (inner.length > 0 ? inner : outer).clone();
  text.find('br').replaceWith('\n');
  if (text.length > 0) return text.text();
  return own.find('.tgme_widget_message_poll_question').first().text();
}

function albumOf($: CheerioAPI, own: Parts, messageId: number): number[] {
  const items = own.find('.tgme_widget_message_grouped_wrap .grouped_media_wrap').toArray();
  if (items.length === 0) return [];
  const ids = items.flatMap((item) => {
    const id = Number(/\/(\d+)(?:[?#]|$)/.exec($(item).attr('href') ?? '')?.[1]);
    return Number.isSafeInteger(id) && id > 0 ? [id] : [];
  });
  return [...new Set([messageId, ...ids])].sort((a, b) => a - b);
}
