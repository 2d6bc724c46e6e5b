import { randomBytes } from 'node:crypto';

/** Ids of the messages one client sends: unique, as far as 96 random bits are, and a number. */
export class MessageIds {
  private readonly prefix = randomBytes(12).toString('base64url');
  private given = 0;

  /** An id that nobody had before, of 18 characters or a few more. */
  next(): string {
    this.given += 1;
    return `${this.prefix}-${this.given.toString(36)}`;
  }
}
