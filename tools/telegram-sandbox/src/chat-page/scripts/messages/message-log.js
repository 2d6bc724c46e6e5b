/* global document, requestAnimationFrame */
import { el } from '../page/dom.js';
import { dayFormat, introduction, messageElement } from './message.js';

const keysOf = (element) => [...element.querySelectorAll('.key')];

/** The messages of the chat in order, with lines between days; keeps to the newest unless one reads further up. */
export function createMessageLog(actions) {
  const messages = new Map();
  const log = el('div', {
    class: 'log',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': 'Messages',
    tabindex: 0,
  });
  const typing = el(
    'div',
    { class: 'typing-dots', 'aria-hidden': 'true', hidden: true },
    el('i'),
    el('i'),
    el('i'),
  );

  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const scrollDown = () => requestAnimationFrame(() => (log.scrollTop = log.scrollHeight));
  // Pictures get their height only when they arrive.
  log.addEventListener('load', () => isAtEnd() && scrollDown(), true);

  const placeDays = () => {
    for (const line of log.querySelectorAll('.day')) line.remove();
    let last = '';
    for (const [, { element, message }] of [...messages].sort(([a], [b]) => a - b)) {
      const day = dayFormat.format(new Date(message.at));
      if (day !== last) element.before(el('div', { class: 'day' }, el('span', {}, day)));
      last = day;
    }
  };

  const put = (message) => {
    const element = messageElement(message, actions);
    const known = messages.get(message.messageId);
    if (known) {
      const focused = keysOf(known.element).indexOf(document.activeElement);
      known.element.replaceWith(element);
      // Who works by keyboard keeps their place when the bot edits the message under their fingers.
      if (focused >= 0) (keysOf(element)[focused] ?? log).focus();
    } else {
      const later = [...messages.keys()].filter((id) => id > message.messageId).sort((a, b) => a - b)[0];
      log.insertBefore(element, later === undefined ? typing : messages.get(later).element);
    }
    messages.set(message.messageId, { element, message });
  };

  return {
    element: log,
    /** Shows a whole chat anew; an empty one introduces the bot. */
    reset(all, bot) {
      messages.clear();
      log.replaceChildren(typing);
      if (all.length === 0) log.prepend(introduction(bot));
      all.forEach(put);
      placeDays();
      scrollDown();
    },
    /** Adds a message, or replaces the one with its id. */
    put(message) {
      const follow = isAtEnd() || message.from === 'user';
      log.querySelector('.introduction')?.remove();
      put(message);
      placeDays();
      if (follow) scrollDown();
    },
    remove(messageId) {
      messages.get(messageId)?.element.remove();
      messages.delete(messageId);
      placeDays();
    },
    /** Shows or hides the dots of somebody who writes. */
    setTyping(on) {
      const follow = isAtEnd();
      typing.hidden = !on;
      if (follow) scrollDown();
    },
  };
}
