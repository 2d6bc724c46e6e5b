import { roundedCount } from '../../simulation/index.js';
import {
  type ChannelPreviewView,
  type PreviewMessage,
  type PreviewPost,
  type PreviewServiceMessage,
} from '../preview-view.js';
import { avatarHtml } from './avatar.js';
import { escapeHtml, textHtml } from './html.js';
import { mediaHtml } from './media.js';

type Channel = Pick<ChannelPreviewView, 'baseUrl' | 'username' | 'title'>;

/** One message in the frame that the public pages put around it. */
export function messageHtml(channel: Channel, message: PreviewMessage): string {
  const service = message.type === 'service';
  const body = service ? serviceBody(channel, message) : postBody(channel, message);
  return `<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap${service ? ' service_message' : ''} js-widget_message" data-post="${escapeHtml(channel.username)}/${message.messageId}">
  <div class="tgme_widget_message_user"><a href="${channelAddress(channel)}">${avatarHtml(channel.title, 'tgme_widget_message_user_photo')}</a></div>
  <div class="tgme_widget_message_bubble">
    <div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="${channelAddress(channel)}"><span dir="auto">${escapeHtml(channel.title)}</span></a></div>
${body}
  </div>
</div></div>`;
}

function postBody(channel: Channel, post: PreviewPost): string {
  const address = `${channelAddress(channel)}/${post.messageId}`;
  const text =
    post.text &&
    `<div class="tgme_widget_message_text js-message_text" dir="auto">${textHtml(post.text, channel.baseUrl)}</div>`;
  return [
    forwardedHtml(channel, post),
    mediaHtml(post, address, text),
    linkPreviewHtml(post),
    reactionsHtml(post),
    footerHtml(channel, post, roundedCount(post.views), post.edited),
  ].join('\n');
}

function serviceBody(channel: Channel, message: PreviewServiceMessage): string {
  const name = `<a href="${channelAddress(channel)}" dir="auto">${escapeHtml(channel.title)}</a>`;
  const shown = message.pinnedText.split('\n')[0]?.slice(0, 60) ?? '';
  const what = shown ? `«${escapeHtml(shown)}»` : 'a photo';
  const pinned = `<a href="${channelAddress(channel)}/${message.pinnedMessageId}">${what}</a>`;
  return `<div class="tgme_widget_message_text js-message_text" dir="auto">${name} pinned ${pinned}</div>
${footerHtml(channel, message, undefined, false)}`;
}

function forwardedHtml(channel: Channel, { forwardedFrom }: PreviewPost): string {
  if (!forwardedFrom) return '';
  const address = `${escapeHtml(channel.baseUrl)}/${escapeHtml(forwardedFrom.username)}`;
  return `<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;<a class="tgme_widget_message_forwarded_from_name" href="${address}"><span dir="auto">${escapeHtml(forwardedFrom.title)}</span></a></div>`;
}

function linkPreviewHtml({ link }: PreviewPost): string {
  if (!link) return '';
  return `<a class="tgme_widget_message_link_preview" href="${escapeHtml(link.url)}">
  <div class="link_preview_site_name accent_color" dir="auto">${escapeHtml(link.site)}</div>
  <div class="link_preview_title" dir="auto">${escapeHtml(link.title)}</div>
  <div class="link_preview_description" dir="auto">${escapeHtml(link.description)}</div>
</a>`;
}

function reactionsHtml({ reactions }: PreviewPost): string {
  const shown = Object.entries(reactions).map(
    ([emoji, count]) =>
      `<span class="tgme_reaction"><i class="emoji"><b>${escapeHtml(emoji)}</b></i>${roundedCount(count)}</span>`,
  );
  return shown.length > 0
    ? `<div class="tgme_widget_message_reactions js-message_reactions">${shown.join('')}</div>`
    : '';
}

function footerHtml(
  channel: Channel,
  message: { messageId: number; at: Date },
  views: string | undefined,
  edited: boolean,
): string {
  const iso = `${message.at.toISOString().slice(0, 19)}+00:00`;
  const shown =
    views === undefined
      ? ''
      : `<span class="tgme_widget_message_views">${views}</span><span class="copyonly"> views</span>`;
  return `<div class="tgme_widget_message_footer compact js-message_footer">
  <div class="tgme_widget_message_info short js-message_info">
    ${shown}<span class="tgme_widget_message_meta">${edited ? 'edited &nbsp;' : ''}<a class="tgme_widget_message_date" href="${channelAddress(channel)}/${message.messageId}"><time datetime="${iso}" class="time">${iso.slice(11, 16)}</time></a></span>
  </div>
</div>`;
}

/** The channel's landing page, escaped. */
export function channelAddress(channel: Pick<Channel, 'baseUrl' | 'username'>): string {
  return escapeHtml(`${channel.baseUrl}/${channel.username}`);
}
