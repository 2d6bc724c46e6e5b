import { ErrorReply } from '@redis/client';

/** What Redis answers a `GET`: text, null for nothing, or an error as it tells it. */
export type BulkReply = string | null | ErrorReply;

const marks = { bulk: 36, error: 45, minus: 45, end: 13, zero: 48 } as const;
/** `$-1` and the end of its line. */
const nullBytes = 5;
const lineEnd = '\r\n';

/** Reads the replies to `GET`s (RESP2), in whatever pieces they come. Most come whole, and are read where they lie. */
export class BulkReplies {
  /** A reply's beginning, while its end has not come. */
  private pieces: Buffer[] = [];
  private gathered = 0;
  /** So many bytes the reply takes, as far as that is known. */
  private needed = 0;

  /** @param onReply hears each reply; what it throws ends the reading */
  constructor(private readonly onReply: (reply: BulkReply) => void) {}

  /**
   * Reads the first `length` bytes, which may be overwritten afterwards.
   * @throws RangeError for what is no reply to a `GET`: nothing that follows can be read
   */
  read(bytes: Buffer, length: number): void {
    if (this.gathered === 0) {
      this.readAll(bytes, length);
      return;
    }
    this.keep(bytes.subarray(0, length));
    if (this.gathered < this.needed) return;
    const whole = Buffer.concat(this.pieces);
    this.reset();
    this.readAll(whole, whole.length);
  }

  /** Forgets what has not come to its end: the connection is another one. */
  reset(): void {
    this.pieces = [];
    this.gathered = 0;
    this.needed = 0;
  }

  private keep(piece: Buffer): void {
    this.pieces.push(Buffer.from(piece));
    this.gathered += piece.length;
  }

  private readAll(bytes: Buffer, length: number): void {
    for (let at = 0; at < length;) {
      const next = bytes[at] === marks.bulk ? this.bulk(bytes, at, length) : this.error(bytes, at, length);
      if (next === undefined) {
        this.keep(bytes.subarray(at, length));
        return;
      }
      at = next;
    }
  }

  /** Where the reply ends, or undefined if its end has not come. */
  private bulk(bytes: Buffer, at: number, length: number): number | undefined {
    let size = 0;
    let position = at + 1;
    for (; position < length && bytes[position] !== marks.end; position += 1) {
      const digit = (bytes[position] as number) - marks.zero;
      if (digit >= 0 && digit <= 9) size = size * 10 + digit;
      else if (bytes[position] === marks.minus) return this.nothing(at, length);
      else throw new RangeError('A length is made of digits.');
    }
    const start = position + lineEnd.length;
    const end = start + size + lineEnd.length;
    if (position >= length || end > length) {
      this.needed = position >= length ? 0 : end - at;
      return undefined;
    }
    this.onReply(bytes.toString('utf8', start, start + size));
    return end;
  }

  private nothing(at: number, length: number): number | undefined {
    this.needed = nullBytes;
    if (at + nullBytes > length) return undefined;
    this.onReply(null);
    return at + nullBytes;
  }

  private error(bytes: Buffer, at: number, length: number): number | undefined {
    if (bytes[at] !== marks.error) throw new RangeError('This is no reply to a GET.');
    const end = bytes.indexOf(lineEnd, at, 'latin1');
    this.needed = 0;
    if (end < 0 || end + lineEnd.length > length) return undefined;
    this.onReply(new ErrorReply(bytes.toString('utf8', at + 1, end)));
    return end + lineEnd.length;
  }
}
