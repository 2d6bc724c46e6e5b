import { entityTree, safeAddress } from './entities.js';

const entity = (type: string, offset: number, length: number) => ({ type, offset, length });
/** The tree as a line: b(…) for an entity whose type begins with b. */
const line = (parts: ReturnType<typeof entityTree>): string =>
  parts
    .map((part) => (typeof part === 'string' ? part : `${part.entity.type[0]}(${line(part.children)})`))
    .join('');

describe('the entities of a message', () => {
  it.each([
    ['none', 'plain', [], 'plain'],
    ['one at each end', 'ab cd', [entity('bold', 0, 2), entity('code', 3, 2)], 'b(ab) c(cd)'],
    ['nested, in any order', 'a b c', [entity('italic', 2, 1), entity('bold', 0, 5)], 'b(a i(b) c)'],
    ['the same stretch twice', 'x', [entity('bold', 0, 1), entity('underline', 0, 1)], 'b(u(x))'],
    ['offsets in UTF-16 units', '🦄 go', [entity('bold', 3, 2)], '🦄 b(go)'],
    ['overlapping ones are cut', 'abcd', [entity('bold', 0, 3), entity('italic', 2, 2)], 'b(abi(c))d'],
    ['beyond the text', 'ab', [entity('bold', 1, 9), entity('code', 5, 1), entity('italic', -1, 2)], 'ab(b)'],
  ])('%s', (_, text, entities, expected) => expect(line(entityTree(text, entities))).toBe(expected));
});

describe('the address of a link', () => {
  it.each([
    ['https://example.org/a', 'https://example.org/a'],
    ['example.org', 'https://example.org'],
    ['tg://resolve?domain=a', 'tg://resolve?domain=a'],
    ['javascript:alert(1)', undefined],
    ['JavaScript:alert(1)', undefined],
    ['data:text/html,x', undefined],
  ])('%s → %s', (address, expected) => expect(safeAddress(address)).toBe(expected));
});
