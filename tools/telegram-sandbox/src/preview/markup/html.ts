/** Text made safe for HTML text and for attribute values in double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** An address made safe inside `url('…')` of a style attribute in double quotes. */
export function cssUrl(url: string): string {
  return escapeHtml(
    url.replaceAll('\\', '%5C').replaceAll("'", '%27').replaceAll('(', '%28').replaceAll(')', '%29'),
  );
}

const linkable = /https?:\/\/[^\s<>"']+|(?<![\w@#/])@[a-zA-Z]\w{3,31}|(?<![\w#&])#[\p{L}\d_]+/gu;

/** A post's plain text as the public pages print it: escaped, lines broken, addresses, @names and #tags as links. */
export function textHtml(text: string, baseUrl: string): string {
  let [html, end] = ['', 0];
  for (const match of text.matchAll(linkable)) {
    html += escapeHtml(text.slice(end, match.index)) + linkHtml(match[0], baseUrl);
    end = match.index + match[0].length;
  }
  return (html + escapeHtml(text.slice(end))).replaceAll(/\r?\n/g, '<br/>');
}

function linkHtml(found: string, baseUrl: string): string {
  const shown = escapeHtml(found);
  if (found.startsWith('#')) return `<a href="?q=${encodeURIComponent(found)}">${shown}</a>`;
  const address = found.startsWith('@') ? `${escapeHtml(baseUrl)}/${escapeHtml(found.slice(1))}` : shown;
  return `<a href="${address}" target="_blank" rel="noopener">${shown}</a>`;
}

/** A whole page: head with title, description and our own style, and a body with this class. */
export function pageHtml(page: {
  title: string;
  description: string;
  head?: string;
  bodyClass: string;
  body: string;
  style: string;
}): string {
  const [title, description] = [escapeHtml(page.title), escapeHtml(page.description)];
  return `<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8">
    <title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <meta property="og:title" content="${title}">
    <meta property="og:site_name" content="Telegram">
    <meta property="og:description" content="${description}">
    ${page.head ?? ''}
    <link rel="icon" href="data:,">
    <style>${page.style}</style>
  </head>
  <body class="${page.bodyClass}">
${page.body}
  </body>
</html>
`;
}
