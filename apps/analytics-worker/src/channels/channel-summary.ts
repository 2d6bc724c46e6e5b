import type { ChannelSummary, Visibility } from '@analyticbot/contracts';
import type { Channel } from '@analyticbot/storage';

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

/** What the bot can see of a channel with the sources of this deployment. */
export function visibilityOf(channel: Pick<Channel, 'username'>, previewEnabled: boolean): Visibility {
  return {
    subscribers: true,
    joinsAndLeaves: true,
    posts: true,
    reactions: true,
    views: viewsOf(channel.username !== null, previewEnabled),
  };
}

function viewsOf(isPublic: boolean, previewEnabled: boolean): Visibility['views'] {
  if (!isPublic) return { available: false, reason: 'private-channel' };
  if (!previewEnabled) return { available: false, reason: 'preview-disabled' };
  return { available: true, source: 'preview' };
}
