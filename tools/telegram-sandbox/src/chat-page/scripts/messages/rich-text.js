import { el } from '../page/dom.js';
import { entityTree, safeAddress } from './entities.js';

const tags = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

const addresses = {
  url: (text) => text,
  email: (text) => `mailto:${text}`,
  phone_number: (text) => `tel:${text.replace(/[^\d+]/g, '')}`,
  text_link: (_, entity) => entity.url ?? '',
};

/** A message's text as nodes. `onCommand` is called with a command that was clicked ("/stats"). */
export function richText(text, entities, onCommand) {
  const node = (part) => {
    if (typeof part === 'string') return part;
    const { entity } = part;
    const children = part.children.map(node);
    const words = text.slice(entity.offset, entity.offset + entity.length);
    if (tags[entity.type]) return el(tags[entity.type], {}, children);
    if (entity.type === 'pre')
      return el('pre', {}, el('code', { 'data-language': entity.language }, children));
    if (entity.type === 'spoiler') return spoiler(children);
    if (entity.type === 'bot_command') {
      return el(
        'button',
        { type: 'button', class: 'inline-link', onclick: () => onCommand(words) },
        children,
      );
    }
    const address = addresses[entity.type] && safeAddress(addresses[entity.type](words, entity));
    if (address) return el('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, children);
    return el('span', { class: 'mention' }, children);
  };
  return withoutBreaksAfterBlocks(entityTree(text, entities)).map(node);
}

const blocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);

/** A block ends its line by itself: the line break that follows it would show as an empty line. */
function withoutBreaksAfterBlocks(parts) {
  return parts.map((part, index) => {
    const follows = blocks.has(parts[index - 1]?.entity?.type);
    return typeof part === 'string' && follows ? part.replace(/^\n/, '') : part;
  });
}

function spoiler(children) {
  const hidden = el('button', {
    type: 'button',
    class: 'spoiler',
    'aria-label': 'Hidden text, press to show',
  });
  const content = el('span', {}, children);
  hidden.append(content);
  hidden.addEventListener('click', () => hidden.replaceWith(content));
  return hidden;
}
