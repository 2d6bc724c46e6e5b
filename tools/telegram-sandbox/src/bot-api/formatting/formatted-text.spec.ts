import { formatText } from './formatted-text.js';

const format = (text: string, parseMode = '') => formatText({ text, parseMode });

describe('HTML', () => {
  it('becomes text and entities', () => {
    expect(
      format(
        '<b>Bold <i>both</i></b> &lt;x&gt; <a href="https://e.org/?a=1&amp;b=2">link</a> <code>c</code>',
        'HTML',
      ),
    ).toEqual({
      text: 'Bold both <x> link c',
      entities: [
        { type: 'bold', offset: 0, length: 9 },
        { type: 'italic', offset: 5, length: 4 },
        { type: 'text_link', offset: 14, length: 4, url: 'https://e.org/?a=1&b=2' },
        { type: 'code', offset: 19, length: 1 },
      ],
    });
  });

  it('counts offsets in UTF-16 and knows the language of a block', () => {
    expect(format('😀 <pre><code class="language-ts">a</code></pre>', 'html').entities).toEqual([
      { type: 'pre', offset: 3, length: 1, language: 'ts' },
    ]);
  });

  it('cuts white space at both ends, and what was marked there', () => {
    expect(format('  <b> x </b> ', 'HTML')).toEqual({
      text: 'x',
      entities: [{ type: 'bold', offset: 0, length: 1 }],
    });
  });

  it.each([
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['é<i>x</b>', 'Unmatched end tag at byte offset 6, expected "</i>", found "</b>"'],
    ['é<h1>x</h1>', 'Unsupported start tag "h1" at byte offset 2'],
    ['a <b', 'Unclosed start tag at byte offset 2'],
  ])('%s is refused', (text, reason) => {
    expect(() => format(text, 'HTML')).toThrow(`Bad Request: can't parse entities: ${reason}`);
  });
});

describe('MarkdownV2', () => {
  it('becomes text and entities', () => {
    expect(format('*bold _both_* __under__ ||sp|| [l\\!](https://e.org) `c*` 1\\.5', 'MarkdownV2')).toEqual({
      text: 'bold both under sp l! c* 1.5',
      entities: [
        { type: 'bold', offset: 0, length: 9 },
        { type: 'italic', offset: 5, length: 4 },
        { type: 'underline', offset: 10, length: 5 },
        { type: 'spoiler', offset: 16, length: 2 },
        { type: 'text_link', offset: 19, length: 2, url: 'https://e.org' },
        { type: 'code', offset: 22, length: 2 },
      ],
    });
    expect(format('```ts\nlet a\n```', 'MarkdownV2')).toEqual({
      text: 'let a',
      entities: [{ type: 'pre', offset: 0, length: 5, language: 'ts' }],
    });
    expect(format('>one\n>two\nrest', 'MarkdownV2').entities).toEqual([
      { type: 'blockquote', offset: 0, length: 7 },
    ]);
  });

  it.each([
    ['1.5', "Character '.' is reserved and must be escaped with the preceding '\\'"],
    ['a *b', "Can't find end of Bold entity at byte offset 2"],
  ])('%s is refused', (text, reason) => {
    expect(() => format(text, 'MarkdownV2')).toThrow(`can't parse entities: ${reason}`);
  });
});

describe('Markdown', () => {
  it('becomes text and entities', () => {
    expect(format('*b* _i_ [l](https://e.org) a\\_b', 'Markdown')).toEqual({
      text: 'b i l a_b',
      entities: [
        { type: 'bold', offset: 0, length: 1 },
        { type: 'italic', offset: 2, length: 1 },
        { type: 'text_link', offset: 4, length: 1, url: 'https://e.org' },
      ],
    });
  });

  it('is refused when a mark has no end', () => {
    expect(() => format('a *b', 'Markdown')).toThrow(
      "can't parse entities: Can't find end of the entity starting at byte offset 2",
    );
  });
});

describe('plain text', () => {
  it('has commands, mentions, addresses and tags found', () => {
    const { text, entities } = format('/stats@demo_bot see @demo_daily, https://e.org/x. #tag a@b.org');
    expect(entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)])).toEqual([
      ['bot_command', '/stats@demo_bot'],
      ['mention', '@demo_daily'],
      ['url', 'https://e.org/x'],
      ['hashtag', '#tag'],
      ['email', 'a@b.org'],
    ]);
  });

  it('refuses an unknown parse mode', () => {
    expect(() => format('x', 'bbcode')).toThrow('Bad Request: unsupported parse_mode');
  });
});
