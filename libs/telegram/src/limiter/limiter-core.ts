import { CallLog } from './call-log.js';
import { lanes } from './lanes.js';
import { laneCounts, leastCount, type LimiterLimits } from './limits.js';
import { entryOf, rankOf, type Holder, type SlotAnswer, type SlotRequest } from './slot-request.js';

/** A lane that was refused counts as waiting for this long beyond the moment it was told to come again. */
export const wantsLongerMs = 50;

/**
 * The limiter's rules in memory: whether a call may leave now, and if not, how long at least it has to wait. Time comes from
 * the caller, in milliseconds that never go back. `take.lua.ts` is the same over Redis; a replica that has lost Redis uses
 * this one.
 */
export class LimiterCore {
  private readonly token: CallLog;
  private readonly chats = new Map<string, CallLog>();
  private readonly groups = new Map<string, CallLog>();
  private readonly wantsUntil = lanes.map(() => Number.NEGATIVE_INFINITY);
  private readonly laneCounts: readonly number[];
  private readonly least: number;
  private heldUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly limits: LimiterLimits) {
    this.token = new CallLog(limits.token.windowMs);
    this.laneCounts = laneCounts(limits);
    this.least = leastCount(limits);
  }

  /** No call leaves before `until`. A shorter hold than the current one changes nothing. */
  hold(until: number): void {
    this.heldUntil = Math.max(this.heldUntil, until);
  }

  /** How long the token is still held; 0 when it isn't. */
  heldFor(now: number): number {
    return Math.max(0, this.heldUntil - now);
  }

  /** Lets the call leave and counts it, or says how long it has to wait at least. */
  take(now: number, request: SlotRequest): SlotAnswer {
    this.forget(now);
    const heldMs = this.heldFor(now);
    const refused = (waitMs: number, by: Holder): SlotAnswer => ({
      waitMs,
      by,
      used: this.token.count(),
      heldMs,
    });
    if (heldMs > 0) return refused(heldMs, 'hold');
    const chatMs = this.chatWait(now, request);
    if (chatMs > 0) return refused(chatMs, 'chat');
    const tokenMs = this.tokenWait(now, rankOf(request.lane));
    if (tokenMs > 0) {
      this.wantsUntil[rankOf(request.lane)] = now + tokenMs + wantsLongerMs;
      return refused(tokenMs, 'token');
    }
    this.leave(now, request);
    return { waitMs: 0, by: undefined, used: this.token.count(), heldMs };
  }

  /** Counts a call that somebody else let leave. */
  leave(now: number, request: SlotRequest): void {
    for (const log of this.logsOf(request)) log.leave(entryOf(request), now);
  }

  /** Telegram answered the call, or it is known that it won't. */
  answered(now: number, request: SlotRequest): void {
    for (const log of this.logsOf(request)) log.answered(entryOf(request), now);
  }

  /** The call was let go but never left. */
  drop(request: SlotRequest): void {
    for (const log of this.logsOf(request)) log.drop(entryOf(request));
  }

  private chatWait(now: number, request: SlotRequest): number {
    const [, chat, group] = this.logsOf(request);
    return Math.max(
      chat?.waitFor(now, this.limits.chat.count) ?? 0,
      group?.waitFor(now, this.limits.group.count) ?? 0,
    );
  }

  /**
   * A lane fills the window up to its share, leaves the least share to every other lane that waits, and keeps to its own
   * least share while a more urgent one does.
   */
  private tokenWait(now: number, rank: number): number {
    const wants = (other: number) => other !== rank && (this.wantsUntil[other] ?? now) > now;
    let others = 0;
    let givesWay = false;
    for (let other = 0; other < lanes.length; other += 1) {
      if (!wants(other)) continue;
      others += Math.max(0, this.least - this.token.count(other));
      givesWay ||= other < rank;
    }
    const most = Math.max(1, Math.min(this.laneCounts[rank] ?? 1, this.limits.token.count - others));
    const together = this.token.waitFor(now, most);
    return givesWay ? Math.max(together, this.token.waitFor(now, this.least, rank)) : together;
  }

  private logsOf({ chat, isGroup }: SlotRequest): CallLog[] {
    if (chat === undefined) return [this.token];
    const logs = [this.token, logIn(this.chats, chat, this.limits.chat.windowMs)];
    if (isGroup) logs.push(logIn(this.groups, chat, this.limits.group.windowMs));
    return logs;
  }

  /** Drops what no longer counts. */
  forget(now: number): void {
    this.token.forget(now);
    for (const logs of [this.chats, this.groups]) {
      for (const [chat, log] of logs) {
        log.forget(now);
        if (log.isEmpty) logs.delete(chat);
      }
    }
  }
}

function logIn(logs: Map<string, CallLog>, chat: string, windowMs: number): CallLog {
  const found = logs.get(chat) ?? new CallLog(windowMs);
  logs.set(chat, found);
  return found;
}
