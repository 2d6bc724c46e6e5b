/** A message of a sample page, in the markup of public preview pages. Texts and numbers are ours. */
export interface SampleMessage {
  readonly id: number;
  readonly at?: string;
  readonly views?: string;
  readonly text?: string;
  /** Markup before the text: media, a reply, a poll. */
  readonly media?: string;
  /** Markup after the text, such as a link preview. */
  readonly after?: string;
  readonly reactions?: string;
  readonly meta?: string;
  readonly service?: boolean;
}

/** What a sample page of a channel shows. */
export interface SamplePage {
  readonly name?: string;
  readonly title?: string;
  readonly counter?: string;
  readonly before?: number;
  readonly messages: readonly string[];
}

/** One message as the page wraps it. */
export function sampleMessage(message: SampleMessage, name = 'our_channel'): string {
  const {
    id,
    at = '2026-11-20T10:00:00+00:00',
    views = '1.2K',
    media = '',
    after = '',
    reactions = '',
  } = message;
  const text =
    message.text === undefined
      ? ''
      : `<div class="tgme_widget_message_text js-message_text" dir="auto">${message.text}</div>`;
  const shown =
    views === ''
      ? ''
      : `<span class="tgme_widget_message_views">${views}</span><span class="copyonly"> views</span>`;
  return `<div class="tgme_widget_message_wrap js-widget_message_wrap">
<div class="tgme_widget_message text_not_supported_wrap js-widget_message${message.service ? ' service_message' : ''}" data-post="${name}/${id}">
<div class="tgme_widget_message_user"><a href="https://t.me/${name}"><i class="tgme_widget_message_user_photo"></i></a></div>
<div class="tgme_widget_message_bubble">
<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="https://t.me/${name}"><span dir="auto">Our channel</span></a></div>
${media}${text}${after}
${reactions === '' ? '' : `<div class="tgme_widget_message_reactions js-message_reactions">${reactions}</div>`}
<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info short js-message_info">
${shown}<span class="tgme_widget_message_meta">${message.meta ?? ''}<a class="tgme_widget_message_date" href="https://t.me/${name}/${id}"><time datetime="${at}" class="time">10:00</time></a></span>
</div></div></div></div></div>`;
}

/** The list of posts at `/s/<channel>`. */
export function samplePage(page: SamplePage): string {
  const { name = 'our_channel', title = 'Our channel', counter = '12.3K', before } = page;
  const more =
    before === undefined
      ? ''
      : `<div class="tgme_widget_message_centered js-messages_more_wrap"><a href="/s/${name}?before=${before}" class="tme_messages_more js-messages_more" data-before="${before}"></a></div>`;
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title} – Telegram</title>
<meta property="og:title" content="${title}"></head><body class="widget_frame_base tgme_webpreview">
<header class="tgme_header"><section class="tgme_right_column"><div class="tgme_channel_info">
<div class="tgme_channel_info_header"><div class="tgme_channel_info_header_title"><span dir="auto">${title}</span></div>
<div class="tgme_channel_info_header_username"><a href="https://t.me/${name}">@${name}</a></div></div>
<div class="tgme_channel_info_counters"><div class="tgme_channel_info_counter"><span class="counter_value">7</span> <span class="counter_type">photos</span></div>
<div class="tgme_channel_info_counter"><span class="counter_value">${counter}</span> <span class="counter_type">subscribers</span></div></div>
</div></section></header>
<main class="tgme_main"><section class="tgme_channel_history js-message_history">
${more}${page.messages.join('\n')}
</section></main></body></html>`;
}

/** The page at `/<channel>` that invites to open Telegram; also served, without a counter, for names nobody has. */
export function sampleLanding(title: string, extra: string, name = 'our_channel'): string {
  return `<!DOCTYPE html><html><head><meta property="og:title" content="${title}">
<meta property="al:android:url" content="tg://resolve?domain=${name}"></head>
<body><div class="tgme_page"><div class="tgme_page_title" dir="auto"><span dir="auto">${title}</span></div>
<div class="tgme_page_extra">${extra}</div></div></body></html>`;
}

/** A picture or video of an album. */
export function albumItem(kind: 'photo' | 'video', id: number, name = 'our_channel'): string {
  const classes =
    kind === 'photo'
      ? 'tgme_widget_message_photo_wrap grouped_media_wrap'
      : 'tgme_widget_message_video_player grouped_media_wrap';
  const inner = kind === 'photo' ? '' : '<time class="message_video_duration">0:16</time>';
  return `<a class="${classes}" href="https://t.me/${name}/${id}?single">${inner}</a>`;
}
