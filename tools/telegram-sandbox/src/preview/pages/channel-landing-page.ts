import { avatarHtml } from '../markup/avatar.js';
import { escapeHtml, pageHtml, textHtml } from '../markup/html.js';
import { previewStyle } from '../markup/style.js';
import { type ChannelPreviewView } from '../preview-view.js';

/** The page `/<channel>`: what the channel is, with the exact number of subscribers ("12 345 subscribers"). */
export function renderChannelLanding(
  view: Omit<ChannelPreviewView, 'messagesBefore' | 'messageById'>,
): string {
  const grouped = String(view.subscribers).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
  return landingPage(view.username, view.title, view.description, {
    extra: `${grouped} subscriber${view.subscribers === 1 ? '' : 's'}`,
    description: `<div class="tgme_page_description" dir="auto">${textHtml(view.description, view.baseUrl)}</div>`,
    preview: `<div class="tgme_page_context_link_wrap"><a class="tgme_page_context_link" href="/s/${escapeHtml(view.username)}">Preview channel</a></div>`,
  });
}

/** The page that Telegram shows, with status 200, for a name that nobody has: no title, no counter, no posts. */
export function renderUnknownChannel(name: string): string {
  return landingPage(name, `@${name}`, '', { extra: '', description: '', preview: '' });
}

function landingPage(
  username: string,
  title: string,
  description: string,
  parts: { extra: string; description: string; preview: string },
): string {
  const name = escapeHtml(username);
  const extra = parts.extra && `<div class="tgme_page_extra">${parts.extra}</div>`;
  const heading =
    parts.extra &&
    `<div class="tgme_page_title" dir="auto"><span dir="auto">${escapeHtml(title)}</span></div>`;
  return pageHtml({
    title: `Telegram: Contact @${username}`,
    description,
    bodyClass: '',
    style: previewStyle,
    body: `<div class="tgme_page_wrap"><div class="tgme_body_wrap"><div class="tgme_page">
<div class="tgme_page_photo">${avatarHtml(title.replace(/^@/, ''), 'tgme_page_photo_image')}</div>
${heading}
${extra}
${parts.description}
<div class="tgme_page_additional">${parts.extra ? 'You can view and join this channel in Telegram.' : `If you have <strong>Telegram</strong>, you can contact <a class="tgme_username_link" href="tg://resolve?domain=${name}">@${name}</a> right away.`}</div>
<div class="tgme_page_action"><a class="tgme_action_button_new" href="tg://resolve?domain=${name}">${parts.extra ? 'View in Telegram' : 'Send Message'}</a></div>
${parts.preview}
</div></div></div>`,
  });
}
