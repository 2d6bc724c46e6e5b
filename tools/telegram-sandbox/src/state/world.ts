import { Channel, type ChannelRecord } from './channel.js';
import { demoChannels, demoUsers } from './demo-people.js';
import { PrivateChat, type PrivateChatRecord } from './private-chat.js';
import { SandboxEvents } from './sandbox-events.js';
import { type StoredFile } from './stored-file.js';
import { type ChatInviteLink, type TelegramUser } from './telegram-objects.js';

/** A command of the bot's menu. */
export interface BotCommand {
  command: string;
  description: string;
}

/** The world as it must be kept over a restart. */
export interface WorldRecord {
  nextMessageId: number;
  nextFileNumber: number;
  nextSecret: number;
  files: StoredFile[];
  commands: [string, BotCommand[]][];
  chats: PrivateChatRecord[];
  channels: ChannelRecord[];
}

/** What a world begins with. */
export interface WorldOrigin {
  bot: TelegramUser;
  seed: number | string;
  bornAt: Date;
  now: Date;
}

/** Everybody and everything in the sandbox: people, their chats with the bot, channels, files. */
export class World {
  readonly events = new SandboxEvents();
  readonly bot: TelegramUser;
  readonly users = new Map<number, TelegramUser>();
  readonly chats = new Map<number, PrivateChat>();
  readonly channels = new Map<number, Channel>();
  /** Ids that chats had before they moved, with today's; not kept over a restart. */
  readonly movedChats = new Map<number, number>();
  readonly files = new Map<number, StoredFile>();
  /** By scope and language; see setMyCommands. */
  readonly commands = new Map<string, BotCommand[]>();
  private counters = { nextMessageId: 1, nextFileNumber: 1, nextSecret: 1 };

  constructor(private readonly origin: WorldOrigin) {
    this.bot = origin.bot;
    for (const user of demoUsers) {
      this.users.set(user.id, user);
      this.chats.set(user.id, new PrivateChat(user));
    }
    for (const { ownerId, adminIds, ...profile } of demoChannels) {
      const channel = new Channel(profile, origin.bot, origin);
      channel.admins.set(ownerId, 'creator');
      for (const id of adminIds) channel.admins.set(id, 'administrator');
      this.channels.set(channel.id, channel);
    }
  }

  /** The next id of the one sequence that all private chats share. */
  takeMessageId(): number {
    return this.counters.nextMessageId++;
  }

  takeFileNumber(): number {
    return this.counters.nextFileNumber++;
  }

  /** Makes an invite link and keeps it with the channel. Its address is the same for the same seed and order. */
  addInviteLink(
    channel: Channel,
    creator: TelegramUser,
    details: Partial<Pick<ChatInviteLink, 'name' | 'expire_date' | 'member_limit' | 'creates_join_request'>>,
    at: Date,
  ): ChatInviteLink {
    const number = this.counters.nextSecret++;
    const code = Buffer.from(`sandbox-${this.origin.seed}-${number}`).toString('base64url');
    const link: ChatInviteLink = {
      invite_link: `https://t.me/+${code.slice(-16).padStart(16, 'A')}`,
      creator,
      creates_join_request: false,
      is_primary: false,
      is_revoked: false,
      ...details,
    };
    channel.links.push(link);
    channel.simulation.inject({
      type: 'invite-link',
      at: channel.momentFor(at),
      inviteLink: link.invite_link,
    });
    return link;
  }

  /** The channel with this public name, in any letter case. */
  channelNamed(username: string): Channel | undefined {
    const wanted = username.toLowerCase();
    return [...this.channels.values()].find(({ profile }) => profile.username?.toLowerCase() === wanted);
  }

  /** Somebody by id; a subscriber who is none of the demo people gets a made-up name. */
  user(id: number): TelegramUser {
    return this.users.get(id) ?? { id, is_bot: false, first_name: `Subscriber ${id}` };
  }

  save(): WorldRecord {
    return {
      ...this.counters,
      files: [...this.files.values()],
      commands: [...this.commands],
      chats: [...this.chats.values()].map((chat) => chat.save()),
      channels: [...this.channels.values()].map((channel) => channel.save()),
    };
  }

  /** Continues a saved world. Records of people and channels that no longer exist are dropped. */
  restore(record: WorldRecord): void {
    const { nextMessageId, nextFileNumber, nextSecret } = record;
    this.counters = { nextMessageId, nextFileNumber, nextSecret };
    for (const file of record.files) this.files.set(file.number, file);
    for (const [scope, commands] of record.commands) this.commands.set(scope, commands);
    for (const chat of record.chats) this.chats.get(chat.userId)?.restore(chat);
    for (const channel of record.channels) this.channels.get(channel.id)?.restore(channel);
  }
}
