/* global document, setTimeout */
import { el } from './dom.js';

const shownMs = 4500;
const shownAtOnce = 3;

/** A short notice that goes by itself; `kind`: 'note' or 'error'. */
export function toast(text, kind = 'note') {
  const notice = el('div', { class: `toast ${kind}`, 'data-testid': 'toast' }, text);
  const shelf = document.querySelector('#toasts');
  shelf.append(notice);
  while (shelf.children.length > shownAtOnce) shelf.firstChild.remove();
  // Shown anew, the shelf lies above a dialog that was opened since.
  if (shelf.matches(':popover-open')) shelf.hidePopover();
  shelf.showPopover();
  setTimeout(() => notice.remove(), shownMs);
}

/**
 * A modal window with a title; `content` are its nodes. Escape, a click beside it and the button close it.
 * Returns the dialog; it leaves the page when closed.
 */
export function openDialog(title, content, { closeLabel = 'Close', testid } = {}) {
  const close = el('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, closeLabel);
  const heading = el('h2', { id: 'dialog-title' }, title);
  const dialog = el(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'dialog-title', 'data-testid': testid },
    el('div', { class: 'dialog-body' }, heading, content, el('div', { class: 'dialog-foot' }, close)),
  );
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
