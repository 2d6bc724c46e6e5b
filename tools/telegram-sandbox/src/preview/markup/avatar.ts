import { escapeHtml } from './html.js';

/** A channel's round picture: its first letter on one of seven colours. */
export function avatarHtml(title: string, className: string): string {
  const letter = [...title.trim()][0]?.toUpperCase() ?? '?';
  const colour = (letter.codePointAt(0) ?? 0) % 7;
  return `<i class="${className} bgcolor${colour}" data-content="${escapeHtml(letter)}"></i>`;
}
