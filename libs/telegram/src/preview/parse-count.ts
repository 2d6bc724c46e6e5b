import type { ShownCount } from '../sources/figure-source.js';

const units: Readonly<Record<string, number>> = { '': 1, K: 1e3, M: 1e6, B: 1e9 };
const pattern = /^(\d{1,3}(?:[ \u00a0\u202f,]\d{3})+|\d+(?:\.\d{1,2})?)\s?([KMB]?)$/i;

/**
 * A count as preview pages show it: `857`, `2 805`, `12.3K`, `1.05M`. A shortened one stands for every number that rounds to
 * it: `12.3K` for 12 250 to 12 349, `2M` for 1 950 000 to 2 049 999, since pages drop a zero after the point. Pages show
 * three digits at most; a longer shortened number (`171.9K`) keeps its own last digit. Undefined when the text is no count.
 */
export function parseCount(text: string): ShownCount | undefined {
  const shown = text.trim();
  const match = pattern.exec(shown);
  if (match === null) return undefined;
  const [, digits = '', letter = ''] = match;
  const unit = units[letter.toUpperCase()] ?? 1;
  const plain = Number(digits.replace(/[ \u00a0\u202f,]/g, ''));
  if (unit === 1) {
    return Number.isSafeInteger(plain) ? { value: plain, low: plain, high: plain, shown } : undefined;
  }
  const step = unit / 10 ** decimalsMeant(digits);
  const value = Math.round(plain * unit);
  return { value, low: value - step / 2, high: value + step / 2 - 1, shown };
}

/**
 * How many decimals the page rounded to. Shown are at most three digits and no trailing zeros, so `2M` may be a rounded
 * 2.00M or 2.0M: the coarser one is assumed, or the range would promise too much.
 */
function decimalsMeant(digits: string): number {
  const [whole = '', fraction = ''] = digits.split('.');
  if (fraction !== '') return fraction.length;
  return whole.length < 3 ? 1 : 0;
}
