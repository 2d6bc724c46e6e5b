import fc from 'fast-check';
import { classifyUpdate } from './classify-update.js';
import { updateKinds } from './update-kinds.js';
import { UpdateError } from './update.errors.js';

const channel = { id: -1001234567890, type: 'channel', title: 'Our channel' };
const person = { id: 4242, is_bot: false, first_name: 'Ada' };

function codeOf(raw: unknown): string | undefined {
  try {
    classifyUpdate(raw);
    return undefined;
  } catch (error) {
    return error instanceof UpdateError ? error.code : 'another error';
  }
}

describe('classifyUpdate', () => {
  it.each([
    [
      'a post',
      { channel_post: { message_id: 1, chat: channel, date: 1 } },
      'channel-event',
      '-1001234567890',
    ],
    ['a join', { chat_member: { chat: channel, from: person } }, 'channel-event', '-1001234567890'],
    ['reaction counts', { message_reaction_count: { chat: channel } }, 'channel-event', '-1001234567890'],
    ['a boost', { chat_boost: { chat: channel, boost: {} } }, 'channel-event', '-1001234567890'],
    ['a message', { message: { chat: { id: 4242 }, from: person } }, 'chat', '4242'],
    ['a change of rights', { my_chat_member: { chat: channel, from: person } }, 'chat', '4242'],
    ['a press', { callback_query: { from: person, message: { chat: { id: 7 } } } }, 'chat', '7'],
    ['a press on an inline message', { callback_query: { from: person } }, 'chat', '4242'],
    ['an inline query', { inline_query: { from: person, query: '' } }, 'ignored', '4242'],
  ])('knows where %s belongs', (_name, content, route, key) => {
    expect(classifyUpdate({ update_id: 5, ...content })).toMatchObject({ updateId: 5, route, key });
  });

  it('says why it ignores what nobody handles', () => {
    expect(classifyUpdate({ update_id: 1, poll: { id: '1' } })).toMatchObject({
      kind: 'poll',
      route: 'ignored',
      reason: 'polls-unused',
    });
    expect(classifyUpdate({ update_id: 1, teleport: { chat: channel } })).toMatchObject({
      kind: 'unknown',
      route: 'ignored',
      reason: 'unknown-kind',
    });
    expect(classifyUpdate({ update_id: 1 })).toMatchObject({ reason: 'no-kind' });
    expect(classifyUpdate({ update_id: 1, poll: {}, message: {} })).toMatchObject({
      reason: 'several-kinds',
    });
  });

  it('keeps every field as it came', () => {
    const raw = { update_id: 1, message: { chat: { id: 2, new_field: [1, { deep: true }] } } };
    expect(classifyUpdate(raw).update).toEqual(raw);
  });

  it.each([
    ['nothing', null, 'E_UPDATE_NOT_AN_OBJECT'],
    ['a list', [], 'E_UPDATE_NOT_AN_OBJECT'],
    ['no id', { message: {} }, 'E_UPDATE_NO_ID'],
    ['a negative id', { update_id: -1 }, 'E_UPDATE_NO_ID'],
    ['an id with a fraction', { update_id: 1.5 }, 'E_UPDATE_NO_ID'],
    ['an id as text', { update_id: '1' }, 'E_UPDATE_NO_ID'],
    ['an id beyond 2^53', JSON.parse('{"update_id": 9007199254740993}'), 'E_UPDATE_UNSAFE_NUMBER'],
    ['a message without a chat', { update_id: 1, message: { text: 'x' } }, 'E_UPDATE_INCOMPLETE'],
    ['a post that is a number', { update_id: 1, channel_post: 17 }, 'E_UPDATE_INCOMPLETE'],
    [
      'nesting without end',
      JSON.parse('{"update_id":1,"message":' + '['.repeat(5e4) + ']'.repeat(5e4) + '}'),
      'E_UPDATE_TOO_DEEP',
    ],
  ])('refuses %s', (_name, raw, code) => {
    expect(codeOf(raw)).toBe(code);
  });

  it('names the place of a number that can not be read exactly', () => {
    const raw: unknown = JSON.parse('{"update_id":1,"message":{"chat":{"id":-9007199254740993}}}');
    expect(() => classifyUpdate(raw)).toThrow(expect.objectContaining({ path: 'message.chat.id' }));
  });

  it('never fails in any other way', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...Object.keys(updateKinds)), (content, kind) => {
        for (const raw of [content, { update_id: 1, [kind]: content }]) {
          expect(codeOf(raw) ?? 'E_UPDATE_none').toMatch(/^E_UPDATE_/);
        }
      }),
    );
  });
});
