import { channelErrors } from '@analyticbot/contracts';
import { WorkFailure } from '@analyticbot/messaging';
import type { Channel, ChannelsRepository } from '@analyticbot/storage';

/** Since when the bot sees what happens in a channel; null where nobody knows. */
export function watchedSince({ botAdminSince, registeredAt }: Channel): Date | null {
  return botAdminSince ?? registeredAt;
}

/**
 * The channel a report is about.
 * @throws WorkFailure when the channel is unknown, or the bot is no administrator there any more
 */
export async function followedChannel(
  channels: Pick<ChannelsRepository, 'byId'>,
  channelId: string,
): Promise<Channel> {
  const channel = await channels.byId(channelId);
  if (channel === null) {
    throw new WorkFailure(channelErrors.notChannelAdmin, 'The channel is not followed here.');
  }
  if (channel.status === 'lost') {
    throw new WorkFailure(channelErrors.botNotAdmin, 'The bot is no administrator of the channel any more.');
  }
  return channel;
}
