import type { Lane } from './lanes.js';
import type { LimiterLimits, WindowLimit } from './limits.js';
import { earliestFit } from './slot-search.js';

/** A call that wants to leave. */
export interface SlotRequest {
  readonly lane: Lane;
  /** The chat a message goes to; undefined for calls that write to no chat. */
  readonly chat?: string | undefined;
  /** The chat is a group or a channel. */
  readonly isGroup?: boolean | undefined;
  /** A longer wait is refused, and no slot is taken. */
  readonly maxWaitMs: number;
}

/** `granted`: the slot is taken and begins in `waitMs`. Otherwise `waitMs` is what the wait would have been. */
export interface SlotAnswer {
  readonly granted: boolean;
  readonly waitMs: number;
}

/** Calls that a lane may have in the token's window. */
export function laneLimit(limits: LimiterLimits, lane: Lane): WindowLimit {
  const { count, windowMs } = limits.token;
  return { count: Math.max(1, Math.floor(count * limits.laneShare[lane] + 1e-9)), windowMs };
}

/**
 * The limiter's rules in memory: which moment is the next free one. Time comes from the caller, in milliseconds that never
 * go back. `reserve.lua.ts` is the same over Redis; a replica that has lost Redis uses this one.
 */
export class LimiterCore {
  private readonly taken = new Map<string, number[]>();
  private heldUntil = 0;

  constructor(private readonly limits: LimiterLimits) {}

  /** No call leaves before `until`. A shorter hold than the current one changes nothing. */
  hold(until: number): void {
    this.heldUntil = Math.max(this.heldUntil, until);
  }

  /** How long the token is still held; 0 when it isn't. */
  heldFor(now: number): number {
    return Math.max(0, this.heldUntil - now);
  }

  /** Takes the next slot that every limit allows. */
  reserve(now: number, request: SlotRequest): SlotAnswer {
    this.forget(now);
    const rules = this.rulesFor(request);
    let at = Math.max(now, this.heldUntil);
    for (let before = -1; before !== at;) {
      before = at;
      for (const [key, limit] of rules) at = earliestFit(this.taken.get(key) ?? [], at, limit);
    }
    const waitMs = at - now;
    if (waitMs > request.maxWaitMs) return { granted: false, waitMs };
    for (const [key] of rules) this.take(key, at);
    return { granted: true, waitMs };
  }

  private rulesFor(request: SlotRequest): [string, WindowLimit][] {
    const rules: [string, WindowLimit][] = [['token', laneLimit(this.limits, request.lane)]];
    if (request.chat === undefined) return rules;
    rules.push([`chat ${request.chat}`, this.limits.chat]);
    if (request.isGroup) rules.push([`group ${request.chat}`, this.limits.group]);
    return rules;
  }

  private take(key: string, at: number): void {
    const taken = this.taken.get(key) ?? [];
    taken.splice(taken.findLastIndex((other) => other <= at) + 1, 0, at);
    this.taken.set(key, taken);
  }

  private forget(now: number): void {
    for (const [key, taken] of this.taken) {
      const windowMs = (
        key.startsWith('group') ? this.limits.group : key === 'token' ? this.limits.token : this.limits.chat
      ).windowMs;
      const kept = taken.filter((at) => at > now - windowMs);
      if (kept.length === 0) this.taken.delete(key);
      else if (kept.length < taken.length) this.taken.set(key, kept);
    }
  }
}
