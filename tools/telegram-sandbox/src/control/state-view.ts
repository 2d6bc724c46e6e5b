import { type SandboxContext } from '../sandbox-context.js';
import { type Channel } from '../state/channel.js';
import { type ChannelPostView, type ChannelView, type ClockView, type StateView } from './control-views.js';

/** A poller that asked within this time is still there. */
const pollingMs = 60_000;
const shownPosts = 20;

/** The whole sandbox at a glance. */
export function stateView(sandbox: SandboxContext): StateView {
  const { world, queue, webhook, poll } = sandbox;
  const polling = poll.quietMs() < pollingMs;
  return {
    bot: {
      id: world.bot.id,
      firstName: world.bot.first_name,
      username: world.bot.username ?? '',
      commands: world.commands.get('default ') ?? [],
    },
    clock: clockView(sandbox),
    limits: sandbox.limits,
    delivery: {
      mode: webhook.webhook ? 'webhook' : polling ? 'polling' : 'none',
      pendingUpdates: queue.size,
      ...(webhook.error && { lastError: webhook.error.message }),
    },
    users: [...world.users.values()].map((user) => ({
      id: user.id,
      firstName: user.first_name,
      ...(user.last_name && { lastName: user.last_name }),
      ...(user.username && { username: user.username }),
      languageCode: user.language_code ?? 'en',
      started: world.chats.get(user.id)?.started ?? false,
      blocked: world.chats.get(user.id)?.blocked ?? false,
    })),
    channels: [...world.channels.values()].map((channel) => channelView(sandbox, channel)),
  };
}

/** The clock as it stands. */
export function clockView({ clock }: SandboxContext): ClockView {
  return { now: clock.now().toISOString(), speed: clock.speed, frozen: clock.frozen };
}

/** The newest posts, newest first. */
export function postViews({ clock }: SandboxContext, { simulation, ...channel }: Channel): ChannelPostView[] {
  const at = new Date(Math.max(clock.now().getTime(), channel.progress.eventsUntil));
  return simulation
    .messagesBefore(at, shownPosts)
    .flatMap((post) =>
      'pinnedMessageId' in post
        ? []
        : [
            {
              messageId: post.messageId,
              at: post.at.toISOString(),
              kind: post.kind,
              text: simulation.textOf(post, at),
              views: simulation.viewsAt(post, at),
              reactions: { ...simulation.reactionsAt(post, at) },
            },
          ],
    )
    .reverse();
}

function channelView({ world, clock }: SandboxContext, channel: Channel): ChannelView {
  const { profile, bot } = channel;
  return {
    id: channel.id,
    title: profile.title,
    ...(profile.username && { username: profile.username }),
    description: profile.description,
    subscribers: channel.simulation.subscribersAt(channel.momentFor(clock.now())),
    bot: channel.botIsAdmin ? 'administrator' : bot.status === 'kicked' ? 'kicked' : 'none',
    admins: [...channel.admins].map(([userId, status]) => ({ userId, status })),
    inviteLinks: channel.links.map((link) => ({
      link: link.invite_link,
      ...(link.name && { name: link.name }),
      createdByBot: link.creator.id === world.bot.id,
    })),
  };
}
