import { load, type CheerioAPI } from 'cheerio';
import type { ShownCount } from '../sources/figure-source.js';
import { messageElements, readMessage, type ReadMessage } from './parse-message.js';
import { parseCount } from './parse-count.js';
import type { PreviewPage, PreviewPageKind } from './preview-page.js';

/**
 * Reads a page of public previews: a list of posts (`/s/<channel>`), a single embedded post, or the landing page
 * (`/<channel>`). Pure; takes any text and never throws: a page that is none of these gives undefined.
 */
export function parsePreviewPage(html: string, fetchedAt: Date): PreviewPage | undefined {
  const $ = load(html);
  const messages = messageElements($).map((element) => readMessage($, element, fetchedAt));
  const kind = kindOf($, messages.length);
  if (kind === undefined) return undefined;
  const posts = messages.flatMap((message) => (message.kind === 'post' ? [message.post] : []));
  const before = olderThan($);
  return {
    kind,
    title: titleOf($),
    username: usernameOf($),
    subscribers: subscribersOf($),
    posts,
    serviceMessages: count(messages, 'service'),
    unreadable: count(messages, 'unreadable'),
    ...(before !== undefined && { before }),
  };
}

function count(messages: readonly ReadMessage[], kind: ReadMessage['kind']): number {
  return messages.filter((message) => message.kind === kind).length;
}

function kindOf($: CheerioAPI, messages: number): PreviewPageKind | undefined {
  if ($('.tgme_channel_history, .tgme_channel_info').length > 0) return 'channel';
  if ($('.tgme_page').length > 0) return 'landing';
  return messages > 0 || $('.tgme_widget_message_error').length > 0 ? 'embed' : undefined;
}

function titleOf($: CheerioAPI): string | undefined {
  const shown = $('.tgme_channel_info_header_title, .tgme_header_title, .tgme_page_title')
    .first()
    .text()
    .trim();
  const title = shown === '' ? ($('meta[property="og:title"]').attr('content') ?? '').trim() : shown;
  return title === '' ? undefined : title;
}

function usernameOf($: CheerioAPI): string | undefined {
  const shown = $('.tgme_channel_info_header_username').first().text().trim().replace(/^@/, '');
  if (shown !== '') return shown;
  const link = $('meta[property="al:android:url"]').attr('content') ?? '';
  return /[?&]domain=([A-Za-z0-9_]+)/.exec(link)?.[1];
}

/** The landing page's "2 805 subscribers" is exact; the list's counter is rounded. Members of groups are no subscribers of ours. */
function subscribersOf($: CheerioAPI): ShownCount | undefined {
  const texts = [
    $('.tgme_page_extra').first().text(),
    ...$('.tgme_channel_info_counter')
      .toArray()
      .map((counter) => $(counter).text()),
    $('.tgme_header_counter').first().text(),
  ];
  for (const text of texts) {
    const match = /^\s*([\d.,\s]+[KMB]?)\s*(?:subscribers?|members?)\s*$/i.exec(text);
    const counted = match === null ? undefined : parseCount(match[1] ?? '');
    if (counted !== undefined) return counted;
  }
  return undefined;
}

/** Ids skip, so the next older page is only known by the link to it. */
function olderThan($: CheerioAPI): number | undefined {
  const links = $('a.js-messages_more[data-before], link[rel="prev"]').toArray();
  for (const link of links) {
    const value = $(link).attr('data-before') ?? /[?&]before=(\d+)/.exec($(link).attr('href') ?? '')?.[1];
    const id = Number(value);
    if (Number.isSafeInteger(id) && id > 0) return id;
  }
  return undefined;
}
