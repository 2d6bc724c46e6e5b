import Long from 'long';
import type { z } from 'zod';
import type { ChannelRef } from '../sources/figure-source.js';
import { SourceError } from '../sources/source.errors.js';
import {
  chatsSchema,
  fullChannelSchema,
  messageSchema,
  messagesSchema,
  type RawChat,
  type RawMessage,
} from './mtproto-answer.schema.js';
import type { InputChannel, MtprotoRequest } from './mtproto-connection.js';
import type { MtprotoSession } from './mtproto-session.js';
import { sourceErrorOf } from './mtproto-trouble.js';

/** Ids that `channels.getMessages` takes in one call. */
export const idsPerCall = 200;
/** The Bot API writes a channel's id as -100 and the id. */
const mark = 1_000_000_000_000n;

/** What is known of a channel. */
export interface ChannelFacts {
  readonly title: string;
  readonly username: string | undefined;
  readonly subscribers: number | undefined;
  /** No post has a higher id. */
  readonly noIdAbove: number;
}

/** Asks over MTProto about one channel at a time, and checks the answers. All methods reject with a SourceError. */
export class ChannelReader {
  private readonly known = new Map<string, InputChannel>();

  constructor(private readonly session: Pick<MtprotoSession, 'invoke'>) {}

  async facts(channel: ChannelRef): Promise<ChannelFacts> {
    const input = await this.inputOf(channel);
    const { fullChat, chats } = await this.ask(
      { _: 'channels.getFullChannel', channel: input },
      fullChannelSchema,
      channel,
    );
    const own = chats.find(({ id }) => id === input.channelId);
    return {
      title: own?.title ?? '',
      username: nameOf(own),
      subscribers: fullChat.participantsCount,
      noIdAbove: fullChat.pts,
    };
  }

  /** The posts that stand at the ids from `from` on, `idsPerCall` of them; what is no post is left out. */
  async postsFrom(channel: ChannelRef, from: number): Promise<RawMessage[]> {
    const id = Array.from({ length: idsPerCall }, (_, index) => ({
      _: 'inputMessageID' as const,
      id: from + index,
    }));
    const request: MtprotoRequest = { _: 'channels.getMessages', channel: await this.inputOf(channel), id };
    const { messages } = await this.ask(request, messagesSchema, channel);
    return messages.flatMap((message) => {
      if (message._ !== 'message') return [];
      const post = messageSchema.safeParse(message);
      if (!post.success) throw unreadable();
      return [post.data];
    });
  }

  private async inputOf(channel: ChannelRef): Promise<InputChannel> {
    const found = this.known.get(channel.id);
    if (found !== undefined) return found;
    const channelId = channelIdOf(channel);
    // Bots may name a channel that they are in without its access hash.
    const bare: InputChannel = { _: 'inputChannel', channelId, accessHash: Long.ZERO };
    const byId = await this.chatIn({ _: 'channels.getChannels', id: [bare] }, channelId, channel);
    const chat =
      byId ??
      (channel.username === undefined
        ? undefined
        : await this.chatIn(
            { _: 'contacts.resolveUsername', username: channel.username },
            channelId,
            channel,
          ));
    if (chat === undefined) throw sourceErrorOf({ kind: 'no-access' });
    const input: InputChannel = { ...bare, accessHash: chat.accessHash ?? Long.ZERO };
    this.known.set(channel.id, input);
    return input;
  }

  private async chatIn(
    request: MtprotoRequest,
    channelId: number,
    channel: ChannelRef,
  ): Promise<RawChat | undefined> {
    try {
      const { chats } = await this.ask(request, chatsSchema, channel);
      return chats.find(({ _, id }) => _ === 'channel' && id === channelId);
    } catch (error) {
      if (error instanceof SourceError && error.code === 'E_MTPROTO_NO_ACCESS') return undefined;
      throw error;
    }
  }

  private async ask<T>(request: MtprotoRequest, schema: z.ZodType<T>, channel: ChannelRef): Promise<T> {
    let answer: unknown;
    try {
      answer = await this.session.invoke(request);
    } catch (error) {
      this.known.delete(channel.id);
      throw error;
    }
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw unreadable();
    return parsed.data;
  }
}

function channelIdOf({ id }: ChannelRef): number {
  const bare = /^-100\d+$/.test(id) ? -BigInt(id) - mark : 0n;
  if (bare <= 0n || bare > BigInt(Number.MAX_SAFE_INTEGER)) throw sourceErrorOf({ kind: 'no-access' });
  return Number(bare);
}

function nameOf(chat: RawChat | undefined): string | undefined {
  return chat?.username ?? chat?.usernames?.find(({ active }) => active)?.username;
}

function unreadable(): SourceError {
  return new SourceError('E_MTPROTO_UNREADABLE', "Telegram's answer over MTProto is not as its schema says.");
}
