import type { Interest } from '../reads/interest.js';
import type { DueChannel } from './plan-slots.js';

/** A channel whose turn it is; `tie` decides between equals. */
export interface Ready {
  readonly channel: DueChannel;
  readonly tie: number;
}

/** How many places of its owner's queue an interest is worth. */
const boost: Readonly<Record<Interest, number>> = { live: 8, watched: 2, idle: 0 };
/** Waiting for so long is worth one place, */
const patienceMs = 15 * 60_000;
/** and at most so many: more than any interest, or many lookers would starve the rest; not more, or a backlog would too. */
const mostForWaiting = 12;

/**
 * Who is read first. Each owner's channels queue by interest and by how long they have waited; then all owners' first
 * channels come before all second ones, moved forward by their own interest and waiting, which counts the less the further
 * back a channel stands. So an owner with a thousand channels does not stand before one with a single channel, and who
 * looks is served before who doesn't.
 */
export function byUrgency(waiting: readonly Ready[], now: number): Ready[] {
  const queues = new Map<string, Scored[]>();
  for (const ready of waiting) {
    const { owner, interest, dueAt } = ready.channel;
    const scored = { ready, urgency: boost[interest] + waitedPlaces(now - dueAt), place: 0 };
    const queue = queues.get(owner);
    if (queue === undefined) queues.set(owner, [scored]);
    else queue.push(scored);
  }
  const all: Scored[] = [];
  for (const queue of queues.values()) {
    queue.sort((a, b) => b.urgency - a.urgency || longestFirst(a.ready, b.ready));
    for (const [index, scored] of queue.entries())
      all.push({ ...scored, place: index - scored.urgency / (index + 1) });
  }
  return all.sort((a, b) => a.place - b.place || longestFirst(a.ready, b.ready)).map(({ ready }) => ready);
}

function waitedPlaces(waitedMs: number): number {
  return Math.min(mostForWaiting, Math.max(0, waitedMs) / patienceMs);
}

function longestFirst(a: Ready, b: Ready): number {
  return a.channel.dueAt - b.channel.dueAt || a.tie - b.tie;
}

interface Scored {
  readonly ready: Ready;
  readonly urgency: number;
  readonly place: number;
}
