import type { ChannelSummary, Visibility } from '@analyticbot/contracts';
import type { Channel } from '@analyticbot/storage';
import type { Resolution } from '@analyticbot/telegram';

/** A stored channel as the gateway shows it. */
export function summaryOf(channel: Channel, subscribers: number | null): ChannelSummary {
  return {
    id: channel.id,
    title: channel.title,
    username: channel.username,
    status: channel.status,
    collectedAt: channel.lastCollectedAt?.toISOString() ?? null,
    subscribers,
  };
}

/** What the bot can see of a channel, given which source would give its views. */
export function visibilityOf(views: Resolution): Visibility {
  return { subscribers: true, joinsAndLeaves: true, posts: true, reactions: true, views: viewsOf(views) };
}

function viewsOf({ source, passedOver }: Resolution): Visibility['views'] {
  if (source?.name === 'preview' || source?.name === 'mtproto')
    return { available: true, source: source.name };
  const isPrivate = passedOver.some(({ reason }) => reason === 'private-channel');
  return { available: false, reason: isPrivate ? 'private-channel' : 'preview-disabled' };
}
