import type { RawMessage } from './mtproto-answer.schema.js';

/** Posts younger than this may not have been seen by anybody. */
const oldMs = 3_600_000;
/** So many old posts without a single view are no coincidence. */
const enough = 3;
/** Telegram may change its mind: then it is looked at anew. */
const believedMs = 86_400_000;

/**
 * Finds out whether Telegram fills view counters for bots, which no document says: old posts all without views mean that it
 * does not. Until enough was seen, nothing is known.
 */
export class ViewsCanary {
  private missingSince: number | undefined;
  private without = 0;
  private everFilled = false;

  /** @param now Unix time in milliseconds */
  constructor(private readonly now: () => number) {}

  /** True when Telegram leaves the counters out. */
  get viewsAreMissing(): boolean {
    if (this.missingSince !== undefined && this.now() - this.missingSince >= believedMs) {
      this.missingSince = undefined;
      this.without = 0;
    }
    return this.missingSince !== undefined;
  }

  /** Looks at what was read. */
  look(messages: readonly RawMessage[]): void {
    const old = messages.filter(({ date }) => this.now() - date * 1000 > oldMs);
    if (old.some(({ views }) => (views ?? 0) > 0)) {
      this.everFilled = true;
      this.missingSince = undefined;
      this.without = 0;
      return;
    }
    // Once counters were seen filled, a zero is a post that nobody has seen.
    this.without += old.filter(({ views }) => views === undefined || !this.everFilled).length;
    if (this.without >= enough) this.missingSince ??= this.now();
  }
}
