/* global window, setTimeout, clearTimeout */
import { el } from '../page/dom.js';
import { openDialog, toast } from '../page/notices.js';
import { safeAddress } from '../messages/entities.js';

/** A pressed button shows that it waits for at most this long, as Telegram's clients do. */
const waitMs = 15_000;

/** The presses of inline buttons that the bot has not answered yet. */
export function createCallbacks() {
  const waiting = new Map();
  const early = new Set();

  return {
    /** Ends when the bot answers this query, or after a while. */
    wait(queryId) {
      if (early.delete(queryId)) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => this.settle(queryId), waitMs);
        waiting.set(queryId, () => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
    settle(queryId) {
      const end = waiting.get(queryId);
      waiting.delete(queryId);
      if (end) end();
      else early.add(queryId);
    },
    /** Shows the bot's answer: an alert, a notice, or nothing but the end of waiting. */
    answer({ queryId, text, showAlert, url }) {
      this.settle(queryId);
      const address = url && safeAddress(url);
      if (address) window.open(address, '_blank', 'noopener');
      if (text && showAlert)
        openDialog('The bot says', el('p', {}, text), { closeLabel: 'OK', testid: 'alert' });
      else if (text) toast(text);
    },
  };
}
