import { type ChannelSimulationSpec, type SimPost, type SimServiceMessage } from '../channel-simulation.js';
import { type Rhythm } from '../chance/rhythm.js';
import { countUpTo } from '../chance/sorted.js';
import { type SimulationEvent } from '../simulation-event.schema.js';
import { type PlannedPost, type PostFate, planDay, planInjected } from './post-plan.js';

const dayMs = 86_400_000;
/** Id 1 is the message "channel created". */
const firstMessageId = 2;
/** A post edits itself within this time, see the plan. */
const longestEditMs = 3_600_000;

/** A message of the channel in the order of ids, which is the order of time. */
export type TimelineMessage =
  | { type: 'post'; at: number; post: SimPost; fate: PostFate }
  | { type: 'service'; at: number; service: SimServiceMessage };

/** What happened by hand to one post after its publication. */
type Touch = Extract<SimulationEvent, { type: 'edit' | 'delete' }>;

interface Item {
  at: number;
  rank: 0 | 1 | 2;
  append(): void;
}

/** Posts and service messages of a channel, worked out day by day as far as somebody asks. */
export class PostTimeline {
  private readonly messages: TimelineMessage[] = [];
  private readonly byId = new Map<number, Extract<TimelineMessage, { type: 'post' }>>();
  /** Messages and the next free id at the start of each day that was worked out. */
  private readonly dayStarts: { length: number; nextId: number }[] = [];
  private readonly planned = new Map<number, Item[]>();
  private readonly touches = new Map<number, Touch[]>();
  private nextId = firstMessageId;

  constructor(
    private readonly spec: Required<ChannelSimulationSpec>,
    private readonly publishers: Rhythm,
  ) {}

  /** Messages in (from, to], deleted posts included. */
  between(from: number, to: number): TimelineMessage[] {
    this.workOutUntil(to);
    return this.messages.slice(this.countUpTo(from), this.countUpTo(to));
  }

  /** At most `limit` newest messages that exist at `at`, with ids below `before`; oldest first. */
  before(at: number, limit: number, before: number): TimelineMessage[] {
    this.workOutUntil(at);
    const found: TimelineMessage[] = [];
    const start = Math.min(this.countUpTo(at), countUpTo(this.messages, before - 1, idOf));
    for (let i = start - 1; i >= 0 && found.length < limit; i--) {
      const message = this.messages[i] as TimelineMessage;
      if (message.type === 'service' || !isDeleted(message.post, at)) found.push(message);
    }
    return found.reverse();
  }

  /** The post that owns an id, published by `at`, deleted or not. */
  find(messageId: number, at: number): Extract<TimelineMessage, { type: 'post' }> | undefined {
    this.workOutUntil(at);
    const message = this.byId.get(messageId);
    return message && message.at <= at ? message : undefined;
  }

  /** Edits in (from, to], oldest first. */
  editsBetween(from: number, to: number): { at: Date; post: SimPost; text: string }[] {
    const recent = this.between(from - longestEditMs, to).flatMap((m) => (m.type === 'post' ? [m.post] : []));
    const touched = [...this.touches.keys()].flatMap((id) => this.find(id, to)?.post ?? []);
    return [...new Set([...recent, ...touched])]
      .flatMap((post) => post.edits.map((edit) => ({ ...edit, post })))
      .filter(({ at, post }) => at.getTime() > from && at.getTime() <= to && !isDeleted(post, at.getTime()))
      .sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  /** Takes an injected event into account; `index` is its place in the journal. Other types of event are ignored. */
  add(event: SimulationEvent, index: number): void {
    const at = event.at.getTime();
    if (event.type === 'post') {
      this.plan(at, () => this.appendPost(planInjected(this.spec, this.publishers, event, index)));
    }
    if (event.type === 'pin') this.plan(at, () => this.appendService(at, event.messageId));
    if (event.type === 'edit' || event.type === 'delete') {
      const owner = this.find(event.messageId, at)?.post.messageId ?? event.messageId;
      this.touches.set(owner, [...(this.touches.get(owner) ?? []), event]);
    }
    this.forgetFrom(Math.min(at, this.find(touchedId(event), at)?.at ?? at));
  }

  /** The id that the latest message at `at` got. */
  lastIdAt(at: number): number | undefined {
    this.workOutUntil(at);
    const last = this.messages[this.countUpTo(at) - 1];
    return last && idOf(last);
  }

  private plan(at: number, append: () => void): void {
    const day = this.dayOf(at);
    this.planned.set(day, [...(this.planned.get(day) ?? []), { at, rank: 2, append }]);
  }

  private countUpTo(at: number): number {
    return countUpTo(this.messages, at, (message) => message.at);
  }

  private dayOf(at: number): number {
    return Math.floor((at - this.spec.bornAt.getTime()) / dayMs);
  }

  private workOutUntil(at: number): void {
    const lastDay = this.dayOf(at);
    while (this.dayStarts.length <= lastDay) {
      const day = this.dayStarts.length;
      this.dayStarts.push({ length: this.messages.length, nextId: this.nextId });
      const items = planDay(this.spec, this.publishers, day).flatMap((planned) => this.itemsOf(planned));
      items.push(...(this.planned.get(day) ?? []));
      items.sort((a, b) => a.at - b.at || a.rank - b.rank);
      for (const item of items) item.append();
    }
  }

  private itemsOf(planned: PlannedPost): Item[] {
    let messageId = 0;
    const { pinAt } = planned;
    const post: Item = {
      at: planned.at.getTime(),
      rank: 0,
      append: () => (messageId = this.appendPost(planned)),
    };
    if (pinAt === undefined) return [post];
    return [post, { at: pinAt, rank: 1, append: () => this.appendService(pinAt, messageId) }];
  }

  private appendPost({ items, gap, pinAt: _, fate, ...shown }: PlannedPost): number {
    const messageId = this.nextId + gap;
    this.nextId = messageId + items;
    const ids = Array.from({ length: items }, (_, i) => messageId + i);
    const touches = this.touches.get(messageId) ?? [];
    const edits = touches.flatMap((touch) =>
      touch.type === 'edit' ? [{ at: touch.at, text: touch.text }] : [],
    );
    const deletedAt = touches.find((touch) => touch.type === 'delete')?.at;
    const post: SimPost = {
      ...shown,
      messageId,
      albumIds: items > 1 ? ids : [],
      edits: [...shown.edits, ...edits].sort((a, b) => a.at.getTime() - b.at.getTime()),
      ...(deletedAt && { deletedAt }),
    };
    const message = { type: 'post', at: post.at.getTime(), post, fate } as const;
    this.messages.push(message);
    for (const id of ids) this.byId.set(id, message);
    return messageId;
  }

  private appendService(at: number, pinnedMessageId: number): void {
    const service = { messageId: this.nextId++, at: new Date(at), pinnedMessageId };
    this.messages.push({ type: 'service', at, service });
  }

  /** Drops the days from `at` on; they are worked out again when somebody asks. */
  private forgetFrom(at: number): void {
    const day = Math.max(0, this.dayOf(at));
    const keep = this.dayStarts[day];
    if (!keep) return;
    this.dayStarts.length = day;
    this.nextId = keep.nextId;
    for (const message of this.messages.splice(keep.length)) {
      if (message.type !== 'post') continue;
      for (const id of [message.post.messageId, ...message.post.albumIds]) this.byId.delete(id);
    }
  }
}

/** Whether a post is gone at a moment. */
export function isDeleted(post: SimPost, at: number): boolean {
  return post.deletedAt !== undefined && post.deletedAt.getTime() <= at;
}

function idOf(message: TimelineMessage): number {
  return message.type === 'post' ? message.post.messageId : message.service.messageId;
}

/** The post that an edit or a deletion changes, 0 for other events. */
function touchedId(event: SimulationEvent): number {
  return event.type === 'edit' || event.type === 'delete' ? event.messageId : 0;
}
