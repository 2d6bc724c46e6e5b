import {
  type ChannelSimulation,
  type ChannelSimulationSpec,
  createChannelSimulation,
} from '../simulation/index.js';
import { administrator, creator, outsider } from './member-rights.js';
import {
  type ChatBoost,
  type ChatInviteLink,
  type TelegramChat,
  type TelegramChatMember,
  type TelegramMessage,
  type TelegramUser,
} from './telegram-objects.js';

/** A channel's face and how it lives. */
export interface ChannelProfile {
  id: number;
  title: string;
  username?: string;
  description: string;
  life: Omit<ChannelSimulationSpec, 'id' | 'seed' | 'bornAt'>;
}

/** How far the channel's life was told to the bot; milliseconds on the sandbox's clock. */
export interface ChannelProgress {
  eventsUntil: number;
  reactionsUntil: number;
}

/** A channel as it must be kept over a restart; what follows from the seed is left out. */
export interface ChannelRecord {
  id: number;
  admins: { userId: number; status: 'creator' | 'administrator' }[];
  bot: TelegramChatMember;
  /** The bot was an administrator here at some time. */
  metBot: boolean;
  links: ChatInviteLink[];
  /** Absent in what was kept before there were any. */
  boosts?: ChatBoost[] | undefined;
  progress: ChannelProgress;
  journal: readonly unknown[];
  /** Posts that the bot itself wrote, by message id, with their markup. */
  ownPosts: TelegramMessage[];
}

/** How many of its own posts the bot can still edit; older ones stay posts of the channel. */
const keptOwnPosts = 500;

/** One channel: its simulated life, its administrators, the bot's place in it. */
export class Channel {
  readonly simulation: ChannelSimulation;
  readonly admins = new Map<number, 'creator' | 'administrator'>();
  readonly links: ChatInviteLink[] = [];
  /** By id, the newest last. */
  readonly boosts = new Map<string, ChatBoost>();
  readonly ownPosts = new Map<number, TelegramMessage>();
  progress: ChannelProgress;
  bot: TelegramChatMember;
  metBot = false;

  constructor(
    readonly profile: ChannelProfile,
    private readonly botUser: TelegramUser,
    origin: { seed: number | string; bornAt: Date; now: Date },
  ) {
    this.simulation = createChannelSimulation({
      id: profile.id,
      seed: origin.seed,
      bornAt: origin.bornAt,
      ...profile.life,
    });
    this.progress = { eventsUntil: origin.now.getTime(), reactionsUntil: origin.now.getTime() };
    this.bot = outsider(botUser);
  }

  get id(): number {
    return this.profile.id;
  }

  get botIsAdmin(): boolean {
    return this.bot.status === 'administrator';
  }

  /** The channel as a Bot API `Chat`. */
  get chat(): TelegramChat {
    const { id, title, username } = this.profile;
    return { id, title, ...(username && { username }), type: 'channel' };
  }

  /** The next moment at which something may still happen: never inside what was already told. */
  momentFor(now: Date): Date {
    return new Date(Math.max(now.getTime(), this.progress.eventsUntil + 1));
  }

  /** A person's place: administrators as set here; others by their last join or leave. */
  memberOf(user: TelegramUser, now: Date): TelegramChatMember {
    if (user.id === this.botUser.id) return this.bot;
    const status = this.admins.get(user.id);
    if (status === 'creator') return creator(user);
    if (status === 'administrator') return administrator(user, undefined, true);
    const last = this.simulation
      .membershipBetween(this.simulation.spec.bornAt, this.momentFor(now))
      .findLast((event) => event.userId === user.id);
    return last?.kind === 'join' ? { user, status: 'member' } : outsider(user);
  }

  /** Keeps a post of the bot, dropping the oldest beyond the bound. */
  keepOwnPost(message: TelegramMessage): void {
    this.ownPosts.set(message.message_id, message);
    const oldest = this.ownPosts.keys().next();
    if (this.ownPosts.size > keptOwnPosts && !oldest.done) this.ownPosts.delete(oldest.value);
  }

  save(): ChannelRecord {
    return {
      id: this.id,
      admins: [...this.admins].map(([userId, status]) => ({ userId, status })),
      bot: this.bot,
      metBot: this.metBot,
      links: this.links,
      boosts: [...this.boosts.values()],
      progress: this.progress,
      journal: this.simulation.journal(),
      ownPosts: [...this.ownPosts.values()],
    };
  }

  restore(record: ChannelRecord): void {
    this.admins.clear();
    for (const { userId, status } of record.admins) this.admins.set(userId, status);
    this.bot = record.bot;
    this.metBot = record.metBot;
    this.links.splice(0, this.links.length, ...record.links);
    this.boosts.clear();
    for (const boost of record.boosts ?? []) this.boosts.set(boost.boost_id, boost);
    this.progress = record.progress;
    this.simulation.restore(record.journal);
    this.ownPosts.clear();
    for (const post of record.ownPosts) this.ownPosts.set(post.message_id, post);
  }
}
