import { avatar, el } from '../page/dom.js';
import { openDialog } from '../page/notices.js';
import { inlineKeyboard } from './inline-keyboard.js';
import { richText } from './rich-text.js';

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

/** The day of a message, as the line between days shows it. */
export const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });

/**
 * One message of the chat. `actions`: onCommand(text), onPress(messageId, data), titleOf(channelId).
 * @param message a ChatMessageView of the control API
 */
export function messageElement(message, actions) {
  const { messageId, from, chatShared } = message;
  const frame = { 'data-testid': 'message', 'data-message-id': messageId, 'data-from': from };
  if (chatShared) {
    return el(
      'article',
      { class: 'message service', ...frame },
      el(
        'p',
        {},
        'You shared the channel ',
        el('b', {}, actions.titleOf(chatShared.channelId) ?? chatShared.title),
        ' with the bot',
      ),
    );
  }
  const at = new Date(message.at);
  const meta = el(
    'span',
    { class: 'meta' },
    message.editedAt && 'edited ',
    el('time', { datetime: at.toISOString() }, time.format(at)),
  );
  const bubble = el(
    'div',
    { class: `bubble${message.photo ? ' with-photo' : ''}` },
    el('span', { class: 'unseen' }, from === 'bot' ? 'Bot: ' : 'You: '),
    message.photo && photo(message.photo, message.text),
    message.document && documentLink(message.document),
    el(
      'div',
      { class: message.text ? 'text' : 'text empty' },
      richText(message.text, message.entities, actions.onCommand),
      meta,
    ),
  );
  return el(
    'article',
    { class: `message ${from}`, ...frame },
    bubble,
    message.inlineKeyboard && inlineKeyboard(message.inlineKeyboard, messageId, actions.onPress),
  );
}

function photo({ url, width, height }, caption) {
  const description = caption ? `Picture: ${caption.split('\n')[0].slice(0, 120)}` : 'Picture';
  const image = (extra) => el('img', { src: url, alt: description, width, height, ...extra });
  return el(
    'button',
    {
      type: 'button',
      class: 'photo',
      'aria-label': `${description}. Show it large`,
      style: `aspect-ratio: ${width} / ${height}; width: ${Math.round((Math.min(420, height) * width) / height)}px`,
      onclick: () => openDialog('Picture', image({ class: 'large' })).classList.add('wide'),
    },
    image({ 'data-testid': 'photo' }),
  );
}

function documentLink({ url, fileName, size }) {
  const shown =
    size < 1024
      ? `${size} B`
      : size < 1_048_576
        ? `${(size / 1024).toFixed(1)} KB`
        : `${(size / 1_048_576).toFixed(1)} MB`;
  const extension = /\.(\w{1,4})$/.exec(fileName)?.[1] ?? 'file';
  return el(
    'a',
    { class: 'document', href: url, download: fileName, 'data-testid': 'document' },
    el('span', { class: 'document-icon', 'aria-hidden': 'true' }, extension),
    el('span', {}, el('b', {}, fileName), el('small', {}, shown)),
  );
}

/** What an empty chat shows: who the bot is. */
export function introduction(bot) {
  return el(
    'div',
    { class: 'introduction' },
    avatar(bot.firstName, bot.id, 'big'),
    el('h3', {}, bot.firstName),
    el('p', {}, `@${bot.username}`),
    el('p', { class: 'soft' }, 'Nothing here yet. Press Start, as in Telegram.'),
  );
}
