import { ErrorReply } from '@redis/client';
import { type BulkReply, BulkReplies } from './bulk-replies.js';

/** What is heard of the bytes when they come in pieces of this size, all in the same memory. */
function heard(bytes: Buffer, pieceSize: number): BulkReply[] {
  const replies: BulkReply[] = [];
  const reader = new BulkReplies((reply) => replies.push(reply));
  const memory = Buffer.alloc(pieceSize, '?');
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const length = bytes.copy(memory, 0, at, at + pieceSize);
    reader.read(memory, length);
    memory.fill('?');
  }
  return replies;
}

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

describe('BulkReplies', () => {
  const texts = ['plain', '', 'Канал: 日本 \u{1F4C8}', '\r\n$5\r\n', 'x'.repeat(3_000)];
  const all = Buffer.from(`${texts.map(bulk).join('')}$-1\r\n-WRONGTYPE another kind\r\n${bulk('last')}`);

  it.each([1, 2, 3, 7, 64, 1_000, 100_000])('reads replies that come in pieces of %i bytes', (size) => {
    const replies = heard(all, size);
    expect(replies.slice(0, texts.length)).toEqual(texts);
    expect(replies[texts.length]).toBeNull();
    expect(replies[texts.length + 1]).toBeInstanceOf(ErrorReply);
    expect(replies[texts.length + 1]).toMatchObject({ message: 'WRONGTYPE another kind' });
    expect(replies.slice(texts.length + 2)).toEqual(['last']);
  });

  it('forgets half a reply of a connection that was lost', () => {
    const replies: BulkReply[] = [];
    const reader = new BulkReplies((reply) => replies.push(reply));
    const half = Buffer.from('$10\r\nhalf');
    reader.read(half, half.length);
    reader.reset();
    const whole = Buffer.from(bulk('whole'));
    reader.read(whole, whole.length);
    expect(replies).toEqual(['whole']);
  });

  it.each([':1\r\n', '+OK\r\n', '*1\r\n', '$x\r\n'])('refuses %j: it answers no GET', (text) => {
    const reader = new BulkReplies(() => undefined);
    expect(() => reader.read(Buffer.from(text), text.length)).toThrow(RangeError);
  });
});
