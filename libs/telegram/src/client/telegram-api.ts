import type { Telegram } from 'telegraf';
import { z } from 'zod';
import { TelegramError } from '../errors/telegram.errors.js';
import {
  administratorsSchema,
  chatSchema,
  countSchema,
  meSchema,
  memberSchema,
  updatesSchema,
  webhookInfoSchema,
} from './telegram-api.schema.js';

/** The bot itself. `id` is a decimal string. */
export type BotIdentity = z.infer<typeof meSchema>;
/** A chat as `getChat` gives it; ids are decimal strings. */
export type ChatReading = z.infer<typeof chatSchema>;
/** A member of a chat; ids are decimal strings. */
export type ChatMemberReading = z.infer<typeof memberSchema>;
/** How Telegram delivers updates. */
export type WebhookInfo = z.infer<typeof webhookInfoSchema>;
/** An update as fetched: only `update_id` is checked. */
export type FetchedUpdate = z.infer<typeof updatesSchema>[number];

/** Somebody who manages a chat. `userId` is a decimal string; `rights` are Telegram's names of the rights held. */
export interface ChatAdministratorReading {
  readonly userId: string;
  readonly isBot: boolean;
  readonly status: 'creator' | 'administrator';
  readonly rights: readonly string[];
}

/** What `setWebhook` is told, by Telegram's names. */
export interface WebhookRequest {
  readonly url: string;
  readonly secret_token?: string | undefined;
  readonly max_connections?: number | undefined;
  readonly allowed_updates?: readonly string[] | undefined;
  readonly drop_pending_updates?: boolean | undefined;
}

/** What `getUpdates` is asked, by Telegram's names; `timeout` in seconds. */
export interface UpdatesRequest {
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  readonly timeout?: number | undefined;
  readonly allowed_updates?: readonly string[] | undefined;
}

/**
 * The questions we ask Telegram, with checked answers. Chat and user ids go in and come out as decimal strings (or `@name`).
 * Every method rejects with a `TelegramError`; an answer of another shape is `E_TELEGRAM_UNEXPECTED_ANSWER`.
 */
export class TelegramApi {
  constructor(private readonly client: Telegram) {}

  /** The bot that the token belongs to. */
  getMe(signal?: AbortSignal): Promise<BotIdentity> {
    return this.ask('getMe', {}, meSchema, signal);
  }

  /** What is known of a chat. Needs no membership where the chat is public. */
  getChat(chat: string, signal?: AbortSignal): Promise<ChatReading> {
    return this.ask('getChat', { chat_id: chat }, chatSchema, signal);
  }

  /** One member of a chat, with `status` `left` or `kicked` for somebody who is none. */
  getChatMember(chat: string, userId: string, signal?: AbortSignal): Promise<ChatMemberReading> {
    return this.ask('getChatMember', { chat_id: chat, user_id: Number(userId) }, memberSchema, signal);
  }

  /** Members, or a channel's subscribers. Telegram counts anew about once a minute. */
  getChatMemberCount(chat: string, signal?: AbortSignal): Promise<number> {
    return this.ask('getChatMemberCount', { chat_id: chat }, countSchema, signal);
  }

  /** Everybody who manages the chat, bots included as far as Telegram names them. */
  async getChatAdministrators(chat: string, signal?: AbortSignal): Promise<ChatAdministratorReading[]> {
    const members = await this.ask('getChatAdministrators', { chat_id: chat }, administratorsSchema, signal);
    return members.flatMap((member) => {
      const { status, user } = member;
      if (status !== 'creator' && status !== 'administrator') return [];
      const rights = Object.keys(member).filter((name) => name.startsWith('can_') && member[name] === true);
      return [{ userId: user.id, isBot: user.is_bot, status, rights }];
    });
  }

  /** Has Telegram post updates to an address. */
  async setWebhook(request: WebhookRequest): Promise<void> {
    await this.ask('setWebhook', request, z.literal(true));
  }

  /** Has Telegram keep updates for `getUpdates`. */
  async deleteWebhook(options: { readonly dropPendingUpdates?: boolean } = {}): Promise<void> {
    await this.ask('deleteWebhook', { drop_pending_updates: options.dropPendingUpdates }, z.literal(true));
  }

  /** Where updates are posted and how that goes. */
  getWebhookInfo(signal?: AbortSignal): Promise<WebhookInfo> {
    return this.ask('getWebhookInfo', {}, webhookInfoSchema, signal);
  }

  /** The next updates; confirms all below `offset`. Waits up to `timeout` seconds for one to come. */
  getUpdates(request: UpdatesRequest, signal?: AbortSignal): Promise<FetchedUpdate[]> {
    return this.ask('getUpdates', request, updatesSchema, signal);
  }

  private async ask<T>(
    method: string,
    payload: object,
    schema: z.ZodType<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    // Telegraf's types end at Bot API 7.1; the names and payloads here are the current ones.
    const call = this.client.callApi as unknown as (
      method: string,
      payload: object,
      options: { signal?: AbortSignal | undefined },
    ) => Promise<unknown>;
    const parsed = schema.safeParse(await call.call(this.client, method, payload, { signal }));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new TelegramError(
      'E_TELEGRAM_UNEXPECTED_ANSWER',
      `Telegram's answer to ${method} is not as documented at "${issue?.path.join('.') ?? ''}".`,
      { method },
    );
  }
}
