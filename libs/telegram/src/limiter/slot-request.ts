import { lanes, type Lane } from './lanes.js';

/** A call that wants to leave. */
export interface SlotRequest {
  /** Unlike that of any other call of the token. */
  readonly name: string;
  readonly lane: Lane;
  /** The chat a message goes to; undefined for calls that write to no chat. */
  readonly chat?: string | undefined;
  /** The chat is a group or a channel. */
  readonly isGroup?: boolean | undefined;
}

/** What keeps a call: the whole token after a 429, the token's or lane's window, or its chat's. */
export type Holder = 'hold' | 'token' | 'chat';

/** `waitMs` 0: the call leaves now and is counted. Otherwise it can't leave sooner than in `waitMs`, because of `by`. */
export interface SlotAnswer {
  readonly waitMs: number;
  readonly by: Holder | undefined;
  /** Calls of the token in the window that ends now, this one included. */
  readonly used: number;
  /** How much longer the token is held after a 429. */
  readonly heldMs: number;
}

/** A call that has no answer after this long is taken to have reached Telegram by then. */
export const longestFlightMs = 2_000;

/** 0 for the most urgent lane. */
export function rankOf(lane: Lane): number {
  return lanes.indexOf(lane);
}

/** How a call is named in the logs: its lane's rank comes first. */
export function entryOf({ name, lane }: SlotRequest): string {
  return `${rankOf(lane)}:${name}`;
}
