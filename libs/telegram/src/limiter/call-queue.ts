import { lanes } from './lanes.js';
import { rankOf, type SlotRequest } from './slot-request.js';

/** A call that waits in this replica. */
export interface WaitingCall extends SlotRequest {
  /** The latest moment at which it may leave. */
  readonly endBy: number;
}

/**
 * The calls of one replica that wait, and until when it is known to be no use to ask for them. The most urgent lane first,
 * in order within a lane; a call whose chat is busy lets those behind it pass.
 */
export class CallQueue<T extends WaitingCall> {
  private readonly byRank = lanes.map(() => new Set<T>());
  private readonly laneFrom = lanes.map(() => Number.NEGATIVE_INFINITY);
  private readonly chatFrom = new Map<string, number>();

  add(call: T): void {
    this.byRank[rankOf(call.lane)]?.add(call);
  }

  /** False when it is not (any more) in the queue. */
  remove(call: T): boolean {
    return this.byRank[rankOf(call.lane)]?.delete(call) ?? false;
  }

  has(call: T): boolean {
    return this.byRank[rankOf(call.lane)]?.has(call) ?? false;
  }

  /** Nothing of this lane, or of all lanes, can leave before `moment`. */
  keepLane(moment: number, rank?: number): void {
    for (const one of this.laneFrom.keys()) {
      if (rank === undefined || one === rank) this.laneFrom[one] = moment;
    }
  }

  /** Nothing to this chat can leave before `moment`. */
  keepChat(moment: number, chat: string): void {
    this.chatFrom.set(chat, moment);
  }

  /** The calls worth asking for now, at most so many. */
  ready(now: number, most: number): T[] {
    for (const [chat, from] of this.chatFrom) if (from <= now) this.chatFrom.delete(chat);
    const ready: T[] = [];
    for (const [rank, calls] of this.byRank.entries()) {
      if ((this.laneFrom[rank] ?? now) > now) continue;
      for (const call of calls) {
        if (ready.length === most) return ready;
        if (this.earliest(call) <= now) ready.push(call);
      }
    }
    return ready;
  }

  /** Takes out those that can't leave in time, with the moment at which they could have left at best. */
  late(now: number): [T, number][] {
    const late = this.all()
      .map((call): [T, number] => [call, Math.max(now, this.earliest(call))])
      .filter(([{ endBy }, moment]) => moment > endBy);
    for (const [call] of late) this.remove(call);
    return late;
  }

  /** The next moment at which something may leave or is late; undefined when nobody waits. */
  nextMoment(): number | undefined {
    const all = this.all();
    if (all.length === 0) return undefined;
    return all.reduce(
      (next, call) => Math.min(next, this.earliest(call), call.endBy + 1),
      Number.POSITIVE_INFINITY,
    );
  }

  private all(): T[] {
    return this.byRank.flatMap((calls) => [...calls]);
  }

  private earliest({ lane, chat }: T): number {
    const laneFrom = this.laneFrom[rankOf(lane)] ?? Number.NEGATIVE_INFINITY;
    return chat === undefined ? laneFrom : Math.max(laneFrom, this.chatFrom.get(chat) ?? laneFrom);
  }
}
