/* global document */

/**
 * An element. In `props`, functions named on… are listeners, `class` and attributes are set as they are; undefined, null and
 * false are left out, true becomes an empty attribute. Children are nodes or strings.
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(
    ...children.flat().filter((child) => child !== undefined && child !== null && child !== false),
  );
  return element;
}

/** A button that does something; `disabled` while its promise runs, so that a double click does nothing twice. */
export function button(label, act, props = {}) {
  const element = el('button', { type: 'button', class: 'button', ...props }, label);
  element.addEventListener('click', async () => {
    if (element.getAttribute('aria-busy') === 'true') return;
    element.setAttribute('aria-busy', 'true');
    try {
      await act(element);
    } finally {
      element.removeAttribute('aria-busy');
    }
  });
  return element;
}

/** A function that builds an element's content again only when its data changed: focus and scroll stay where they are. */
export function whenChanged(build) {
  let last;
  return (data) => {
    const key = JSON.stringify(data);
    if (key === last) return;
    last = key;
    build(data);
  };
}

const palette = ['#e17076', '#eda86c', '#a695e7', '#7bc862', '#6ec9cb', '#65aadd', '#ee7aae'];

/** A round picture with the first letters of a name, in a colour that belongs to the id. */
export function avatar(name, id, extra = '') {
  const letters = [...name.matchAll(/(?<![\p{L}\d])[\p{L}\d]/gu)].slice(0, 2).join('').toUpperCase();
  const colour = palette[Math.abs(id) % palette.length];
  return el('span', { class: `avatar ${extra}`, style: `--tint: ${colour}`, 'aria-hidden': 'true' }, letters);
}

/** A person's whole name. */
export function fullName(user) {
  return [user.firstName, user.lastName].filter(Boolean).join(' ');
}

/** 12345 as "12 345". */
export function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
