/** Who decides whether a call passes. Time is an argument, in milliseconds. */
export interface CallLimiter {
  /** Seconds that any call has to wait because of an earlier refusal; 0 for none. */
  heldFor(now: number): number;
  /** Counts a call that writes to no chat. Returns 0 when it passes, otherwise the seconds to wait. */
  admitCall(now: number): number;
  /** Counts a message to a chat. Returns 0 when it passes, otherwise the seconds to wait: nothing is counted then. */
  admit(chatId: string, now: number): number;
}
