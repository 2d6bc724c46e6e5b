import { type ChannelSimulationSpec, type SimMembershipEvent } from '../channel-simulation.js';
import { createRandom, hash32 } from '../chance/random.js';
import { type Rhythm, week } from '../chance/rhythm.js';
import { countUpTo } from '../chance/sorted.js';
import { type SimulationEvent } from '../simulation-event.schema.js';
import { campaignGuests } from './campaign-burst.js';
import { MemberPool } from './member-pool.js';

const dayMs = 86_400_000;
/** Ids of simulated subscribers begin here, far above those of the sandbox's own people. */
const firstSubscriberId = 7_000_000_000;

/** Something that is to happen; whom it meets shows when its turn comes. */
interface Moment {
  at: number;
  /** At the same second: the ordinary first, then campaigns, then what was done by hand. */
  rank: 0 | 1 | 2;
  apply(): void;
}

interface Entry {
  at: number;
  event: SimMembershipEvent;
  /** The slot that a leaver had: what undo needs. */
  slot: number;
  /** Subscribers after this event. */
  balance: number;
  serial: boolean;
}

/** Joins and leaves of a channel, worked out day by day as far as somebody asks. */
export class MembershipTimeline {
  private readonly pool: MemberPool;
  private readonly entries: Entry[] = [];
  /** Length of `entries` at the start of each day that was worked out. */
  private readonly dayStarts: number[] = [];
  private readonly planned = new Map<number, Moment[]>();
  private readonly links: { at: number; inviteLink: string; share: number }[] = [];
  private newcomers = 0;
  private readonly firstUserId: number;

  constructor(
    private readonly spec: Required<ChannelSimulationSpec>,
    private readonly rhythm: Rhythm,
  ) {
    this.firstUserId = firstSubscriberId + (hash32(`${spec.seed}:${spec.id}`) % 100_000) * 1_000_000;
    this.pool = new MemberPool(this.firstUserId, spec.subscribersAtBirth);
  }

  /** The subscribers after everything up to and including `at`. */
  subscribersAt(at: number): number {
    this.workOutUntil(at);
    const index = countUpTo(this.entries, at, (entry) => entry.at);
    return this.entries[index - 1]?.balance ?? this.spec.subscribersAtBirth;
  }

  /** Joins and leaves in (from, to]. */
  between(from: number, to: number): SimMembershipEvent[] {
    this.workOutUntil(to);
    const start = countUpTo(this.entries, from, (entry) => entry.at);
    const end = countUpTo(this.entries, to, (entry) => entry.at);
    return this.entries.slice(start, end).map((entry) => entry.event);
  }

  /** Takes an injected event into account; `index` is its place in the journal. Other types of event are ignored. */
  add(event: SimulationEvent, index: number): void {
    const at = event.at.getTime();
    if (event.type === 'invite-link')
      this.links.push({ at, inviteLink: event.inviteLink, share: event.share });
    if (event.type === 'join') this.plan(at, 2, () => this.joinByHand(at, event));
    if (event.type === 'leave') this.plan(at, 2, () => this.leaveByHand(at, event, index));
    if (event.type === 'campaign-burst') this.planCampaign(event, index);
    this.forgetFrom(at);
  }

  private planCampaign(event: Extract<SimulationEvent, { type: 'campaign-burst' }>, index: number): void {
    const key = `${this.spec.seed}:${this.spec.id}:campaign:${index}`;
    for (const guest of campaignGuests(event, key)) {
      let userId: number | undefined;
      this.plan(guest.joinAt, 1, () => (userId = this.join(guest.joinAt, event.inviteLink)));
      const { leaveAt } = guest;
      if (leaveAt === undefined) continue;
      this.plan(leaveAt, 1, () => {
        const slot = userId === undefined ? undefined : this.pool.find(userId);
        if (slot !== undefined) this.leave(leaveAt, slot);
      });
    }
  }

  private plan(at: number, rank: Moment['rank'], apply: () => void): void {
    const day = this.dayOf(at);
    const moments = this.planned.get(day);
    if (moments) moments.push({ at, rank, apply });
    else this.planned.set(day, [{ at, rank, apply }]);
  }

  private joinByHand(at: number, event: Extract<SimulationEvent, { type: 'join' }>): void {
    if (event.userId === undefined) for (let i = 0; i < event.count; i++) this.join(at, event.inviteLink);
    else if (this.pool.find(event.userId) === undefined) this.join(at, event.inviteLink, event.userId);
  }

  private leaveByHand(at: number, event: Extract<SimulationEvent, { type: 'leave' }>, index: number): void {
    const random = createRandom(`${this.spec.seed}:${this.spec.id}:leave:${index}`);
    const named = event.userId === undefined ? undefined : this.pool.find(event.userId);
    if (named !== undefined) this.leave(at, named);
    if (event.userId !== undefined) return;
    for (let i = 0; i < event.count && this.pool.size > 0; i++) this.leave(at, random.below(this.pool.size));
  }

  private join(at: number, inviteLink?: string, named?: number): number {
    const userId = named ?? this.firstUserId + this.spec.subscribersAtBirth + this.newcomers++;
    this.pool.add(userId);
    const event: SimMembershipEvent = {
      at: new Date(at),
      kind: 'join',
      userId,
      ...(inviteLink && { inviteLink }),
    };
    this.entries.push({ at, event, slot: -1, balance: this.pool.size, serial: named === undefined });
    return userId;
  }

  private leave(at: number, slot: number): void {
    const event: SimMembershipEvent = { at: new Date(at), kind: 'leave', userId: this.pool.at(slot) };
    this.pool.removeAt(slot);
    this.entries.push({ at, event, slot, balance: this.pool.size, serial: false });
  }

  private dayOf(at: number): number {
    return Math.floor((at - this.spec.bornAt.getTime()) / dayMs);
  }

  private workOutUntil(at: number): void {
    const lastDay = this.dayOf(at);
    while (this.dayStarts.length <= lastDay) {
      const day = this.dayStarts.length;
      this.dayStarts.push(this.entries.length);
      const moments = [...this.ordinaryMoments(day), ...(this.planned.get(day) ?? [])];
      moments.sort((a, b) => a.at - b.at || a.rank - b.rank);
      for (const moment of moments) moment.apply();
    }
  }

  /** What would happen on a day without any intervention. */
  private ordinaryMoments(day: number): Moment[] {
    const start = this.spec.bornAt.getTime() + day * dayMs;
    const random = createRandom(`${this.spec.seed}:${this.spec.id}:membership:${day}`);
    const local = new Date(start + dayMs / 2 + this.spec.utcOffsetHours * 3_600_000);
    const busy = (week[(local.getUTCDay() + 6) % 7] ?? 1) * Math.exp(0.2 * random.normal());
    const joins = random.poisson(this.pool.size * this.spec.dailyJoins * busy);
    const leaves = random.poisson(this.pool.size * this.spec.dailyLeaves * Math.exp(0.15 * random.normal()));
    const anyTime = (): number =>
      Math.min(
        start + dayMs - 1000,
        Math.ceil(this.rhythm.momentAt(random.next(), start + 1000, start + dayMs) / 1000) * 1000,
      );

    const moments: Moment[] = [];
    for (let i = 0; i < joins; i++) {
      const at = anyTime();
      const chance = random.next();
      moments.push({ at, rank: 0, apply: () => this.join(at, this.linkFor(chance, at)) });
    }
    for (let i = 0; i < leaves; i++) {
      const at = anyTime();
      const [recent, chance] = [random.next() < 0.3, random.next()];
      moments.push({ at, rank: 0, apply: () => this.leaveSomebody(at, recent, chance) });
    }
    return moments;
  }

  private linkFor(chance: number, at: number): string | undefined {
    const links = this.links.filter((link) => link.at < at);
    const share = Math.max(0, ...links.map((link) => link.share));
    return chance < share ? links[Math.floor((chance / share) * links.length)]?.inviteLink : undefined;
  }

  /** Who came lately leaves more easily: the last slots hold the newcomers. */
  private leaveSomebody(at: number, recent: boolean, chance: number): void {
    const { size } = this.pool;
    if (size === 0) return;
    const among = recent ? Math.min(size, 400) : size;
    this.leave(at, size - 1 - Math.floor(chance * among));
  }

  /** Drops the days from `at` on; they are worked out again when somebody asks. */
  private forgetFrom(at: number): void {
    const day = Math.max(0, this.dayOf(at));
    const keep = this.dayStarts[day];
    if (keep === undefined) return;
    this.dayStarts.length = day;
    while (this.entries.length > keep) {
      const entry = this.entries.pop() as Entry;
      if (entry.event.kind === 'leave') this.pool.undoRemove(entry.slot, entry.event.userId);
      else this.pool.undoAdd();
      if (entry.serial) this.newcomers--;
    }
  }
}
