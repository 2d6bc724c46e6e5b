import { button, el } from '../page/dom.js';
import { safeAddress } from './entities.js';

/** The buttons under a message. `onPress(messageId, data)` answers with a promise that ends when the bot has answered. */
export function inlineKeyboard(rows, messageId, onPress) {
  const key = (spec) => {
    const props = { class: 'key', 'data-testid': 'inline-button' };
    if (spec.callback_data !== undefined) {
      return button(spec.text, () => onPress(messageId, spec.callback_data), {
        ...props,
        'data-callback': spec.callback_data,
      });
    }
    const address = safeAddress(spec.url ?? spec.web_app?.url ?? '');
    if ((spec.url ?? spec.web_app?.url) && address) {
      const open = {
        ...props,
        class: 'key link',
        href: address,
        target: '_blank',
        rel: 'noopener noreferrer',
      };
      return el('a', open, spec.text);
    }
    return el(
      'button',
      { type: 'button', ...props, disabled: true, title: 'The sandbox has no such button' },
      spec.text,
    );
  };
  return el(
    'div',
    { class: 'inline-keyboard', role: 'group', 'aria-label': 'Buttons of this message' },
    rows.map((row) => el('div', { class: 'key-row' }, row.map(key))),
  );
}
