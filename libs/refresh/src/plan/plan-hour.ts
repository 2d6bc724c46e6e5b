import {
  afterReading,
  costOf,
  nextChannelRead,
  readsAt,
  type ChannelState,
  type ReadCost,
} from '../reads/channel-reads.js';
import { planSlots, type DueChannel, type SlotPlan } from './plan-slots.js';

const minute = 60_000;

/** A channel to plan for. */
export interface PlannedChannel {
  readonly id: string;
  readonly owner: string;
  readonly state: ChannelState;
}

/** How an hour is planned. */
export interface HourOptions {
  readonly from: number;
  /** What a minute may cost. */
  readonly budgetPerMinute: ReadCost;
  readonly random: () => number;
}

/**
 * The readings of the coming hour, minute by minute, as if each took place when planned. What the worker plans tick by tick,
 * drawn out: to see whether an hour's demand fits.
 */
export function planHour(channels: readonly PlannedChannel[], options: HourOptions): SlotPlan {
  const { from, budgetPerMinute, random } = options;
  const until = from + 60 * minute;
  const states = new Map(channels.map((channel) => [channel.id, channel]));
  const due = (channel: PlannedChannel, notBefore: number): DueChannel | null => {
    const dueAt = nextChannelRead(channel.state);
    if (dueAt >= until) return null;
    const at = Math.max(dueAt, notBefore);
    const { id, owner, state } = channel;
    return {
      id,
      owner,
      interest: state.interest,
      dueAt,
      cost: costOf(readsAt(state, at), state),
    };
  };
  return planSlots(
    channels.flatMap((channel) => due(channel, from) ?? []),
    {
      from,
      slotMs: minute,
      slots: 60,
      budget: budgetPerMinute,
      random,
      after: ({ channel: { id }, at }) => {
        const known = states.get(id);
        if (known === undefined) return null;
        const read = { ...known, state: afterReading(known.state, readsAt(known.state, at), at) };
        states.set(id, read);
        return due(read, at);
      },
    },
  );
}
