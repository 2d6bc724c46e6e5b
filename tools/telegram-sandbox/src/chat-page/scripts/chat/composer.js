import { el } from '../page/dom.js';

/**
 * The field where one writes, with suggestions of the bot's commands after a "/".
 * `onSend(text)` answers with a promise of whether it was sent; only then the field is emptied.
 */
export function createComposer(onSend) {
  let [commands, shown, active] = [[], [], 0];
  const list = el('ul', {
    class: 'suggestions',
    id: 'suggestions',
    role: 'listbox',
    'aria-label': 'Commands',
    hidden: true,
  });
  const input = el('textarea', {
    id: 'message-input',
    'data-testid': 'message-input',
    rows: 1,
    maxlength: 4096,
    placeholder: 'Message',
    'aria-label': 'Message to the bot',
    'aria-autocomplete': 'list',
    'aria-controls': 'suggestions',
    autocomplete: 'off',
  });
  const menu = el(
    'button',
    { type: 'button', class: 'round', 'aria-label': 'Commands of the bot', onclick: () => openMenu() },
    '/',
  );
  const send = el(
    'button',
    { type: 'submit', class: 'round send', 'data-testid': 'send-button', 'aria-label': 'Send' },
    '➤',
  );
  const form = el('form', { class: 'composer' }, list, menu, input, send);

  const draw = () => {
    const typed = input.value;
    shown = /^\/\w*$/.test(typed) ? commands.filter(({ command }) => `/${command}`.startsWith(typed)) : [];
    active = Math.min(active, Math.max(0, shown.length - 1));
    list.hidden = shown.length === 0;
    input.removeAttribute('aria-activedescendant');
    if (shown.length > 0) input.setAttribute('aria-activedescendant', `suggestion-${active}`);
    list.replaceChildren(
      ...shown.map(({ command, description }, index) =>
        el(
          'li',
          {
            id: `suggestion-${index}`,
            role: 'option',
            'aria-selected': String(index === active),
            onmousedown: (event) => event.preventDefault(),
            onclick: () => submit(`/${command}`),
          },
          el('b', {}, `/${command}`),
          el('span', {}, description),
        ),
      ),
    );
    list.children[active]?.scrollIntoView({ block: 'nearest' });
    input.style.height = 'auto';
    input.style.height = `${Math.min(160, input.scrollHeight)}px`;
  };

  const openMenu = () => {
    input.value = input.value.startsWith('/') ? '' : '/';
    input.focus();
    draw();
  };

  const submit = async (text) => {
    if (!text.trim()) return;
    if (await onSend(text.trim())) input.value = '';
    active = 0;
    draw();
    input.focus();
  };

  input.addEventListener('input', draw);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (shown.length > 0 && step) {
      event.preventDefault();
      active = (active + step + shown.length) % shown.length;
      draw();
    } else if (shown.length > 0 && event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      input.value = `/${shown[active].command} `;
      draw();
    } else if (event.key === 'Escape' && shown.length > 0) {
      list.hidden = true;
      shown = [];
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit(shown.length > 0 ? `/${shown[active].command}` : input.value);
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit(input.value);
  });

  return {
    element: form,
    /** The bot's commands, and what the empty field says. */
    update(known, placeholder) {
      commands = known;
      menu.hidden = known.length === 0;
      input.placeholder = placeholder || 'Message';
    },
  };
}
