import { Injectable } from '@nestjs/common';
import { channelLost } from '@analyticbot/contracts';
import { WorkBus } from '@analyticbot/messaging';
import { ChannelsRepository } from '@analyticbot/storage';

/** Channels that the bot lost its access to, whoever noticed: an update, or a reading that was refused. */
@Injectable()
export class LostChannels {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly bus: WorkBus,
  ) {}

  /**
   * Marks a channel as lost at `at` and has its administrators told, once a loss: everything that is told of it carries the
   * same id, so that a repetition after a crash, or an update beside a failed reading, is not told again. False when a newer
   * change is known.
   */
  async lost(channelId: string, reason: string, at: Date): Promise<boolean> {
    const applied = await this.channels.markLost(channelId, reason, at);
    const channel = await this.channels.byId(channelId);
    if (channel === null || channel.status !== 'lost') return applied;
    const administrators = await this.channels.administratorsOf(channelId);
    const tell = administrators.map(({ userId }) => userId);
    if (tell.length === 0) return applied;
    const lossId = `lost-${channelId}-${channel.botAdminSince?.getTime() ?? 'ever'}`;
    await this.bus.publish(channelLost, { channelId, title: channel.title, tell, lossId }, { id: lossId });
    return applied;
  }
}
