import { type TelegramChat, type TelegramMessage, type TelegramUser } from './telegram-objects.js';

/** A keyboard instead of the letters, as the bot sent it. */
export interface ReplyKeyboard {
  keyboard: { text: string; [other: string]: unknown }[][];
  [other: string]: unknown;
}

/** A private chat as it must be kept over a restart. */
export interface PrivateChatRecord {
  userId: number;
  started: boolean;
  blocked: boolean;
  messages: TelegramMessage[];
  replyKeyboard: ReplyKeyboard | null;
}

/** Messages kept a chat; older ones are gone as if deleted. */
const keptMessages = 1000;

/** The chat between one person and the bot. */
export class PrivateChat {
  started = false;
  blocked = false;
  replyKeyboard: ReplyKeyboard | null = null;
  private readonly byId = new Map<number, TelegramMessage>();

  constructor(readonly user: TelegramUser) {}

  /** The chat as a Bot API `Chat`. */
  get chat(): TelegramChat {
    const { id, first_name, last_name, username } = this.user;
    return {
      id,
      first_name,
      ...(last_name && { last_name }),
      ...(username && { username }),
      type: 'private',
    };
  }

  /** Oldest first. */
  messages(): TelegramMessage[] {
    return [...this.byId.values()];
  }

  find(messageId: number): TelegramMessage | undefined {
    return this.byId.get(messageId);
  }

  /** Adds a message or replaces the one with its id. */
  put(message: TelegramMessage): void {
    this.byId.set(message.message_id, message);
    const oldest = this.byId.keys().next();
    if (this.byId.size > keptMessages && !oldest.done) this.byId.delete(oldest.value);
  }

  /** False when there was none. */
  remove(messageId: number): boolean {
    return this.byId.delete(messageId);
  }

  save(): PrivateChatRecord {
    const { started, blocked, replyKeyboard } = this;
    return { userId: this.user.id, started, blocked, messages: this.messages(), replyKeyboard };
  }

  restore(record: PrivateChatRecord): void {
    this.started = record.started;
    this.blocked = record.blocked;
    this.replyKeyboard = record.replyKeyboard;
    this.byId.clear();
    for (const message of record.messages) this.byId.set(message.message_id, message);
  }
}
