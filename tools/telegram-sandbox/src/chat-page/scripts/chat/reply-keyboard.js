import { button, el } from '../page/dom.js';

/**
 * The keyboard in place of the letters. `onText(text)` for plain keys, `onChooseChannel(requestId)` for those that ask for a channel.
 * A one-time keyboard hides after a press.
 */
export function createReplyKeyboard({ onText, onChooseChannel }) {
  const element = el('div', {
    class: 'reply-keyboard',
    role: 'group',
    'aria-label': 'Keyboard of the bot',
    hidden: true,
  });

  const press = async (spec, oneTime) => {
    if (spec.request_chat) return onChooseChannel(spec.request_chat.request_id);
    if (oneTime) element.hidden = true;
    return onText(spec.text);
  };

  return {
    element,
    /** Shows this keyboard; null hides it. */
    update(keyboard) {
      element.hidden = !keyboard;
      const key = (spec) => {
        const unknown = Object.keys(spec).find(
          (name) => name.startsWith('request_') && name !== 'request_chat',
        );
        return button(spec.text, () => press(spec, keyboard.one_time_keyboard), {
          class: 'key',
          'data-testid': 'reply-button',
          disabled: Boolean(unknown),
          title: unknown && `The sandbox has no ${unknown}`,
        });
      };
      const rows = keyboard?.keyboard ?? [];
      element.replaceChildren(...rows.map((row) => el('div', { class: 'key-row' }, row.map(key))));
    },
  };
}
