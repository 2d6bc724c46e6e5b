import type { Interest } from '../reads/interest.js';
import type { ReadCost } from '../reads/channel-reads.js';
import { byUrgency, type Ready } from './urgency.js';

/** A channel that waits for its turn. Times are milliseconds since 1970. */
export interface DueChannel {
  readonly id: string;
  /** Whose channel it is: owners take turns. */
  readonly owner: string;
  readonly interest: Interest;
  readonly dueAt: number;
  readonly cost: ReadCost;
}

/** How a stretch of time is planned. */
export interface SlotOptions {
  readonly from: number;
  readonly slotMs: number;
  readonly slots: number;
  /** What one slot may cost. */
  readonly budget: ReadCost;
  /** What earlier slots took beyond their budget. @default nothing */
  readonly debt?: ReadCost | undefined;
  /** From 0 up to 1: where in its slot a run lies, and who comes first of equals. */
  readonly random: () => number;
  /** The channel's next turn after a run; null when it lies beyond the stretch. @default a channel runs once */
  readonly after?: ((run: Run) => DueChannel | null) | undefined;
}

/** One reading of a channel at a moment. */
export interface Run {
  readonly channel: DueChannel;
  readonly at: number;
}

/** What is read when, and who has to wait for longer. */
export interface SlotPlan {
  readonly runs: readonly Run[];
  readonly waiting: readonly DueChannel[];
  /** What the last slot took beyond its budget, for the next stretch. */
  readonly debt: ReadCost;
}

/**
 * Gives runs to slots: no slot costs more than its budget, except that a run which alone costs more than a whole slot is
 * taken by an empty one and paid for by those that follow. After an outage that means: as fast as ever, no faster.
 * Who comes first is `byUrgency`. Each run lies at a random moment of its slot, and never before it is due.
 */
export function planSlots(channels: readonly DueChannel[], options: SlotOptions): SlotPlan {
  const { from, slotMs, slots, budget, random, after } = options;
  const runs: Run[] = [];
  const later = new Timeline(from, slotMs, slots);
  let waiting: Ready[] = [];
  let left = take(nothing, options.debt ?? nothing);
  for (const channel of channels) later.add(channel);
  for (let slot = 0; slot < slots; slot += 1) {
    const start = from + slot * slotMs;
    left = refilled(left, budget);
    waiting.push(...later.dueIn(slot).map((channel) => ({ channel, tie: random() })));
    const kept: Ready[] = [];
    for (const ready of byUrgency(waiting, start)) {
      const { channel } = ready;
      if (!fits(channel.cost, left, budget)) {
        kept.push(ready);
        continue;
      }
      left = take(left, channel.cost);
      const earliest = Math.max(start, channel.dueAt);
      const run = { channel, at: Math.floor(earliest + random() * (start + slotMs - earliest)) };
      runs.push(run);
      const next = after?.(run);
      // A channel has one run a slot: its next turn comes in a later one.
      if (next != null) later.add(next, slot + 1);
    }
    waiting = kept;
  }
  return {
    runs,
    waiting: waiting.map(({ channel }) => channel),
    debt: {
      calls: Math.max(0, -left.calls),
      pages: Math.max(0, -left.pages),
      blocks: Math.max(0, -left.blocks),
    },
  };
}

/** What is left of each budget; below 0 is debt. */
type Left = Required<ReadCost>;
const nothing: Left = { calls: 0, pages: 0, blocks: 0 };

/** Unused budget is not saved up. */
function refilled(left: Left, budget: ReadCost): Left {
  return {
    calls: Math.min(0, left.calls) + budget.calls,
    pages: Math.min(0, left.pages) + budget.pages,
    blocks: Math.min(0, left.blocks) + (budget.blocks ?? 0),
  };
}

function take(left: Left, cost: ReadCost): Left {
  return {
    calls: left.calls - cost.calls,
    pages: left.pages - cost.pages,
    blocks: left.blocks - (cost.blocks ?? 0),
  };
}

/** Whether a cost can be paid out of what is left; one beyond a whole slot's budget only out of an untouched one. */
function fits(cost: ReadCost, left: Left, budget: ReadCost): boolean {
  return (
    pays(cost.calls, left.calls, budget.calls) &&
    pays(cost.pages, left.pages, budget.pages) &&
    pays(cost.blocks ?? 0, left.blocks, budget.blocks ?? 0)
  );
}

function pays(one: number, rest: number, whole: number): boolean {
  return one === 0 || one <= rest || (one > whole && whole > 0 && rest >= whole);
}

/** Channels by the slot in which they become due. */
class Timeline {
  private readonly buckets: DueChannel[][];

  constructor(
    private readonly from: number,
    private readonly slotMs: number,
    slots: number,
  ) {
    this.buckets = Array.from({ length: slots }, () => []);
  }

  add(channel: DueChannel, earliestSlot = 0): void {
    const slot = Math.max(earliestSlot, Math.floor((channel.dueAt - this.from) / this.slotMs));
    this.buckets[slot]?.push(channel);
  }

  dueIn(slot: number): readonly DueChannel[] {
    return this.buckets[slot] ?? [];
  }
}
