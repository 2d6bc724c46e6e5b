import { type SimClock } from '../clock/sim-clock.js';
import { type TelegramUpdate, type UpdateBody } from '../state/telegram-objects.js';
import { isAllowed, rememberedKinds } from './allowed-updates.js';
import { laneOf } from './update-lane.js';

/** An update that waits for the bot. */
export interface QueuedUpdate {
  update: TelegramUpdate;
  /** Milliseconds on the sandbox's clock. */
  queuedAt: number;
  /** Updates of one lane are delivered in order, one at a time. */
  lane: string;
}

/** The queue as it must be kept over a restart. */
export interface QueueRecord {
  nextUpdateId: number;
  allowedUpdates: string[];
  pending: QueuedUpdate[];
}

const keptMs = 24 * 3_600_000;
const maxPending = 50_000;

/** Updates that the bot has not confirmed, oldest first; kept for 24 hours, 50 000 at most (the oldest go first). */
export class UpdateQueue {
  private readonly pending = new Map<number, QueuedUpdate>();
  private readonly listeners = new Set<(added: QueuedUpdate) => void>();
  private nextUpdateId: number;
  private allowed: string[] = [];

  constructor(
    private readonly clock: SimClock,
    firstUpdateId: number,
    private readonly onChange: () => void,
  ) {
    this.nextUpdateId = firstUpdateId;
  }

  get size(): number {
    this.expire();
    return this.pending.size;
  }

  /** What the bot named in `allowed_updates`; empty for the default. */
  get allowedUpdates(): readonly string[] {
    return this.allowed;
  }

  remember(kinds: readonly string[]): void {
    this.allowed = rememberedKinds(kinds);
    this.onChange();
  }

  /** Queues an update when its kind is allowed (or `always`); returns its id, or undefined when it was not made. */
  push(body: UpdateBody, always = false): number | undefined {
    const kind = Object.keys(body).find((key) => key !== 'update_id') ?? '';
    if (!always && !isAllowed(kind, this.allowed)) return undefined;
    const id = this.nextUpdateId++;
    const added = {
      update: { ...body, update_id: id },
      queuedAt: this.clock.now().getTime(),
      lane: laneOf(body, id),
    };
    this.pending.set(id, added);
    const oldest = this.pending.keys().next();
    if (this.pending.size > maxPending && !oldest.done) this.pending.delete(oldest.value);
    for (const listener of this.listeners) listener(added);
    this.onChange();
    return id;
  }

  /** Updates with an id of at least `offset`, oldest first. */
  from(offset: number, limit: number): TelegramUpdate[] {
    this.expire();
    const found: TelegramUpdate[] = [];
    for (const { update } of this.pending.values()) {
      if (update.update_id >= offset) found.push(update);
      if (found.length === limit) break;
    }
    return found;
  }

  all(): QueuedUpdate[] {
    this.expire();
    return [...this.pending.values()];
  }

  has(updateId: number): boolean {
    return this.pending.has(updateId);
  }

  confirm(updateId: number): void {
    if (this.pending.delete(updateId)) this.onChange();
  }

  /** Forgets all updates before `offset`; a negative one keeps only that many of the newest. */
  confirmBefore(offset: number): void {
    const ids = [...this.pending.keys()];
    const gone = offset < 0 ? ids.slice(0, offset) : ids.filter((id) => id < offset);
    for (const id of gone) this.pending.delete(id);
    if (gone.length > 0) this.onChange();
  }

  clear(): void {
    this.pending.clear();
    this.onChange();
  }

  /** Calls back for each new update; returns the removal. */
  onPush(listener: (added: QueuedUpdate) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  save(): QueueRecord {
    return { nextUpdateId: this.nextUpdateId, allowedUpdates: [...this.allowed], pending: this.all() };
  }

  restore(record: QueueRecord): void {
    this.nextUpdateId = record.nextUpdateId;
    this.allowed = record.allowedUpdates;
    for (const queued of record.pending) this.pending.set(queued.update.update_id, queued);
  }

  private expire(): void {
    const limit = this.clock.now().getTime() - keptMs;
    for (const [id, { queuedAt }] of this.pending) {
      if (queuedAt >= limit) return;
      this.pending.delete(id);
    }
  }
}
