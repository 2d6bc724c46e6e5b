import { escapeHtml, pageHtml } from '../markup/html.js';
import { messageHtml } from '../markup/message.js';
import { previewStyle } from '../markup/style.js';
import { type ChannelPreviewView } from '../preview-view.js';

/** The page `/<channel>/<id>?embed=1`: one post with its counters, or "Post not found". */
export function renderPostEmbed(view: ChannelPreviewView, messageId: number): string {
  const message = view.messageById(messageId);
  const error = `<div class="tgme_widget_message_error">Post <b>${escapeHtml(view.username)}/${messageId}</b> not found</div>`;
  return pageHtml({
    title: 'Telegram Widget',
    description: '',
    bodyClass: 'widget_frame_base emoji_image',
    style: previewStyle,
    body: message
      ? messageHtml(view, message)
      : `<div class="tgme_widget_message js-widget_message" id="widget_message">${error}</div>`,
  });
}
