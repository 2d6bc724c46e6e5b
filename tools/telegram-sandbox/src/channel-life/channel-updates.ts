import { findEntities } from '../bot-api/formatting/find-entities.js';
import { unixSeconds } from '../clock/sim-clock.js';
import { type SimMembershipEvent, type SimPost, type SimServiceMessage } from '../simulation/index.js';
import { type Channel } from '../state/channel.js';
import { type PhotoSize, type TelegramMessage, type UpdateBody } from '../state/telegram-objects.js';
import { type World } from '../state/world.js';

/** Something the bot is told, with its moment. */
export interface ChannelNews {
  at: Date;
  body: UpdateBody;
}

/** A post as channel messages with the text it has at that time: one, or one for each item of an album. */
export function postMessages(channel: Channel, post: SimPost, text: string): TelegramMessage[] {
  const ids = post.kind === 'album' ? post.albumIds : [post.messageId];
  return ids.map((id, index) => ({
    message_id: id,
    sender_chat: channel.chat,
    chat: channel.chat,
    date: unixSeconds(post.at),
    ...(post.forwardedFrom && {
      forward_origin: {
        type: 'channel',
        chat: {
          id: -1_001_000_000_000 - channel.profile.title.length,
          ...post.forwardedFrom,
          type: 'channel',
        },
        message_id: post.messageId,
        date: unixSeconds(post.at) - 3600,
      },
    }),
    ...(post.kind === 'album' && { media_group_id: String(post.messageId) }),
    ...media(channel, post, id),
    ...words(post, index === 0 ? text : ''),
  }));
}

/** New posts and service messages. */
export function postNews(channel: Channel, post: SimPost): ChannelNews[] {
  return postMessages(channel, post, post.text).map((message) => ({
    at: post.at,
    body: { channel_post: message },
  }));
}

/** An edit of a post's text. */
export function editNews(channel: Channel, edit: { at: Date; post: SimPost; text: string }): ChannelNews {
  const [message] = postMessages(channel, edit.post, edit.text);
  return { at: edit.at, body: { edited_channel_post: { ...message, edit_date: unixSeconds(edit.at) } } };
}

/** "Pinned": carries the pinned post while it exists. */
export function pinNews(channel: Channel, service: SimServiceMessage): ChannelNews {
  const post = channel.simulation.postById(service.pinnedMessageId, service.at);
  const [pinned] = post ? postMessages(channel, post, channel.simulation.textOf(post, service.at)) : [];
  return {
    at: service.at,
    body: {
      channel_post: {
        message_id: service.messageId,
        sender_chat: channel.chat,
        chat: channel.chat,
        date: unixSeconds(service.at),
        pinned_message: pinned ?? { message_id: service.pinnedMessageId, chat: channel.chat, date: 0 },
      },
    },
  };
}

/** Somebody joined or left. */
export function membershipNews(world: World, channel: Channel, event: SimMembershipEvent): ChannelNews {
  const user = world.user(event.userId);
  const joined = event.kind === 'join';
  const link = channel.links.find(({ invite_link }) => invite_link === event.inviteLink);
  return {
    at: event.at,
    body: {
      chat_member: {
        chat: channel.chat,
        from: user,
        date: unixSeconds(event.at),
        old_chat_member: { user, status: joined ? 'left' : 'member' },
        new_chat_member: { user, status: joined ? 'member' : 'left' },
        ...(joined && link && { invite_link: link }),
      },
    },
  };
}

/** The totals of a post's reactions; undefined when they did not change between the two moments. */
export function reactionNews(channel: Channel, post: SimPost, from: Date, to: Date): ChannelNews | undefined {
  const before = channel.simulation.reactionsAt(post, from);
  const after = Object.entries(channel.simulation.reactionsAt(post, to));
  if (after.every(([emoji, total]) => before[emoji] === total)) return undefined;
  return {
    at: to,
    body: {
      message_reaction_count: {
        chat: channel.chat,
        message_id: post.messageId,
        date: unixSeconds(to),
        reactions: after.map(([emoji, total_count]) => ({ type: { type: 'emoji', emoji }, total_count })),
      },
    },
  };
}

function words(post: SimPost, text: string): Partial<TelegramMessage> {
  if (text === '') return post.kind === 'text' ? { text: '' } : {};
  const entities = findEntities({ text, entities: [] }).sort((a, b) => a.offset - b.offset);
  return post.kind === 'text'
    ? { text, ...(entities.length > 0 && { entities }) }
    : { caption: text, ...(entities.length > 0 && { caption_entities: entities }) };
}

/** Pictures and films of simulated posts have ids, but no bytes: getFile says that they are unavailable. */
function media(channel: Channel, post: SimPost, id: number): Partial<TelegramMessage> {
  const file = (width: number, height: number): PhotoSize => ({
    file_id: `AgACSandbox${channel.id}_${id}_${width}`,
    file_unique_id: `AQADSandbox${channel.id}_${id}_${width}`,
    file_size: width * height,
    width,
    height,
  });
  if (post.kind === 'text') return {};
  if (post.kind === 'video') {
    return {
      video: {
        ...file(1280, 720),
        duration: 30 + (id % 90),
        mime_type: 'video/mp4',
        thumbnail: file(320, 180),
      },
    };
  }
  return { photo: [file(320, 240), file(800, 600), file(1280, 960)] };
}
