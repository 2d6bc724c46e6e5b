import { roundedCount } from '../../simulation/index.js';
import { avatarHtml } from '../markup/avatar.js';
import { escapeHtml, pageHtml, textHtml } from '../markup/html.js';
import { channelAddress, messageHtml } from '../markup/message.js';
import { previewStyle } from '../markup/style.js';
import { type ChannelPreviewView } from '../preview-view.js';

const messagesAPage = 20;

/** The public page `/s/<channel>`: the newest 20 messages, or the 20 before an id, with a link to earlier ones. */
export function renderChannelPreview(view: ChannelPreviewView, { before }: { before?: number } = {}): string {
  const found = view.messagesBefore(messagesAPage + 1, before);
  const messages = found.slice(-messagesAPage);
  const [first, last] = [messages[0]?.messageId, messages.at(-1)?.messageId];
  const hasEarlier = found.length > messages.length;
  const address = `/s/${escapeHtml(view.username)}`;
  return pageHtml({
    title: `${view.title} – Telegram`,
    description: view.description,
    head: [
      hasEarlier ? `<link rel="prev" href="${address}?before=${first}">` : '',
      last === undefined ? '' : `<link rel="canonical" href="${address}?before=${last + 1}">`,
    ].join('\n    '),
    bodyClass: 'widget_frame_base tgme_webpreview emoji_image thin_box_shadow tme_mode no_transitions',
    style: previewStyle,
    body: `${headerHtml(view)}
<main class="tgme_main" data-url="/${escapeHtml(view.username)}">
  <div class="tgme_container">
    <section class="tgme_channel_history js-message_history">
${hasEarlier ? moreHtml(address, first) : ''}
${messages.map((message) => messageHtml(view, message)).join('\n')}
${messages.length === 0 ? '<div class="tme_no_messages_found">No posts found</div>' : ''}
    </section>
  </div>
</main>`,
  });
}

function headerHtml(view: ChannelPreviewView): string {
  const title = `<span dir="auto">${escapeHtml(view.title)}</span>`;
  const username = escapeHtml(view.username);
  const counters = Object.entries({ subscribers: view.subscribers, ...view.counters });
  const counterHtml = counters
    .filter(([type, count]) => count > 0 || type === 'subscribers')
    .map(
      ([type, count]) =>
        `<div class="tgme_channel_info_counter"><span class="counter_value">${roundedCount(count)}</span> <span class="counter_type">${type}</span></div>`,
    );
  return `<header class="tgme_header search_collapsed">
  <div class="tgme_container">
    <div class="tgme_header_right_column"><section class="tgme_right_column"><div class="tgme_channel_info">
      <div class="tgme_channel_info_header">
        ${avatarHtml(view.title, 'tgme_page_photo_image')}
        <div class="tgme_channel_info_header_title_wrap"><div class="tgme_channel_info_header_title">${title}</div><div class="tgme_channel_info_header_labels"></div></div>
        <div class="tgme_channel_info_header_username"><a href="${channelAddress(view)}">@${username}</a></div>
      </div>
      <div class="tgme_channel_info_counters">${counterHtml.join('')}</div>
      <div class="tgme_channel_info_description">${textHtml(view.description, view.baseUrl)}</div>
    </div></section></div>
    <div class="tgme_header_info"><a class="tgme_header_link" href="${channelAddress(view)}">
      ${avatarHtml(view.title, 'tgme_page_photo_image')}
      <div class="tgme_header_title_wrap"><div class="tgme_header_title">${title}</div><div class="tgme_header_labels"></div></div>
      <div class="tgme_header_counter">${roundedCount(view.subscribers)} subscriber${view.subscribers === 1 ? '' : 's'}</div>
    </a></div>
  </div>
</header>`;
}

function moreHtml(address: string, before: number | undefined): string {
  return `<div class="tgme_widget_message_centered js-messages_more_wrap"><a href="${address}?before=${before}" class="tme_messages_more js-messages_more" data-before="${before}"></a></div>`;
}
