import { promoteBot, removeBot } from '../channel-life/bot-membership.js';
import { changeBoost } from '../channel-life/channel-boosts.js';
import { unixSeconds } from '../clock/sim-clock.js';
import { type BoostChange, type ChannelEvent } from '../control/control.schema.js';
import { type SandboxContext } from '../sandbox-context.js';
import { SimulationEventError, type SimulationEventInput } from '../simulation/index.js';
import { type Channel } from '../state/channel.js';
import { type TelegramUser } from '../state/telegram-objects.js';
import { PersonActionError } from './people.errors.js';

const dayMs = 86_400_000;

/** The channel. @throws PersonActionError (404) */
export function findChannelById(sandbox: SandboxContext, id: number): Channel {
  const channel = sandbox.world.channels.get(id);
  if (!channel) throw new PersonActionError(404, `There is no channel ${id}.`);
  return channel;
}

/** An administrator of the channel makes the bot one, or takes it out. @throws PersonActionError (403, 404) */
export function setBot(
  sandbox: SandboxContext,
  channel: Channel,
  change: { admin: boolean; byUserId: number; kicked: boolean },
): void {
  const by = knownUser(sandbox, change.byUserId);
  if (!channel.admins.has(by.id)) {
    throw new PersonActionError(403, `${by.first_name} does not administer ${channel.profile.title}.`);
  }
  if (change.admin) promoteBot(sandbox, channel, by);
  else removeBot(sandbox, channel, by, change.kicked);
}

/** Gives or takes a person's administrator rights; the bot, if it administers the channel, is told. */
export function setAdmin(
  sandbox: SandboxContext,
  channel: Channel,
  change: { userId: number; status: 'administrator' | 'member' | 'left'; byUserId?: number | undefined },
): void {
  const user = knownUser(sandbox, change.userId);
  if (channel.admins.get(user.id) === 'creator') {
    throw new PersonActionError(409, `${user.first_name} created the channel and stays its owner.`);
  }
  const creatorId = [...channel.admins].find(([, status]) => status === 'creator')?.[0];
  const by = knownUser(sandbox, change.byUserId ?? creatorId ?? user.id);
  sandbox.feed.tell(channel);
  const old = channel.memberOf(user, sandbox.clock.now());
  if (change.status === 'administrator') channel.admins.set(user.id, 'administrator');
  else channel.admins.delete(user.id);
  const at = channel.momentFor(sandbox.clock.now());
  const present = change.status !== 'left';
  // The simulation counts the person; it ignores a join of a subscriber and a leave of a stranger.
  channel.simulation.inject({ type: present ? 'join' : 'leave', at, userId: user.id });
  // This change is told below as what it is, not as a plain join or leave.
  channel.progress = {
    ...channel.progress,
    eventsUntil: Math.max(channel.progress.eventsUntil, at.getTime()),
  };
  const next = channel.memberOf(user, at);
  if (channel.botIsAdmin && old.status !== next.status) {
    sandbox.queue.push({
      chat_member: {
        chat: channel.chat,
        from: by,
        date: unixSeconds(at),
        old_chat_member: old,
        new_chat_member: next,
      },
    });
  }
  sandbox.world.events.stateChanged();
}

/** Makes something happen in the channel; for posts and pins the new message's id. @throws PersonActionError (400, 404) */
export function makeHappen(
  sandbox: SandboxContext,
  channel: Channel,
  event: ChannelEvent,
): number | undefined {
  if (event.kind === 'boost' || event.kind === 'unboost') {
    changeBoost(sandbox, channel, event);
    return undefined;
  }
  sandbox.feed.tell(channel);
  const at = channel.momentFor(sandbox.clock.now());
  try {
    const { messageId } = channel.simulation.inject(simulationEvent(sandbox, channel, event, at));
    sandbox.feed.tell(channel, { until: at, reactionsNow: event.kind === 'reaction' });
    sandbox.world.events.stateChanged();
    return messageId;
  } catch (error) {
    if (error instanceof SimulationEventError) throw new PersonActionError(400, error.message);
    throw error;
  }
}

function simulationEvent(
  sandbox: SandboxContext,
  channel: Channel,
  event: Exclude<ChannelEvent, BoostChange>,
  at: Date,
): SimulationEventInput {
  switch (event.kind) {
    case 'post': {
      const { text, media, items, reach } = event;
      return { type: 'post', at, kind: media, text, items, ...(reach !== undefined && { reach }) };
    }
    case 'edit':
      return { type: 'edit', at, messageId: event.messageId ?? newestPost(channel, at), text: event.text };
    case 'delete':
    case 'pin':
      return { type: event.kind, at, messageId: event.messageId ?? newestPost(channel, at) };
    case 'reaction': {
      const { emoji, count } = event;
      return { type: 'reaction', at, messageId: event.messageId ?? newestPost(channel, at), emoji, count };
    }
    case 'join':
      return { type: 'join', at, count: event.count, userId: event.userId, inviteLink: event.inviteLink };
    case 'leave':
      return { type: 'leave', at, count: event.count, userId: event.userId };
    case 'campaign-burst': {
      const { joins, hours } = event;
      return {
        type: 'campaign-burst',
        at,
        joins,
        hours,
        inviteLink: event.inviteLink ?? campaignLink(sandbox, channel),
      };
    }
    case 'views-drop': {
      const from = event.from ?? new Date(at.getTime() - dayMs);
      const until = event.until ?? new Date(at.getTime() + dayMs);
      return { type: 'views-drop', at, from, until, fraction: event.fraction };
    }
  }
}

function newestPost(channel: Channel, at: Date): number {
  const post = channel.simulation
    .messagesBefore(at, 20)
    .findLast((message) => !('pinnedMessageId' in message));
  if (!post) throw new PersonActionError(404, `${channel.profile.title} has no posts yet.`);
  return post.messageId;
}

/** The channel's newest link, or a new one of its creator. */
function campaignLink(sandbox: SandboxContext, channel: Channel): string {
  const newest = channel.links.at(-1);
  if (newest) return newest.invite_link;
  const creatorId = [...channel.admins].find(([, status]) => status === 'creator')?.[0] ?? 0;
  const details = { name: 'Campaign' };
  return sandbox.world.addInviteLink(channel, sandbox.world.user(creatorId), details, sandbox.clock.now())
    .invite_link;
}

function knownUser(sandbox: SandboxContext, id: number): TelegramUser {
  const user = sandbox.world.users.get(id);
  if (!user) throw new PersonActionError(404, `There is no user ${id}.`);
  return user;
}
