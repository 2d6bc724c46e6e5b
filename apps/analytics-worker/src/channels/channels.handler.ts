import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  changeBotStatus,
  listChannels,
  registerChannel,
  type BotStatusChange,
  type BotStatusOutcome,
  type ChannelAndUser,
  type ChannelSummary,
  type Registration,
} from '@analyticbot/contracts';
import { RequestHandler } from '@analyticbot/messaging';
import { ChannelsService } from './channels.service.js';

/** Questions about channels, answered by one worker. */
@Controller()
export class ChannelsHandler {
  constructor(private readonly channels: ChannelsService) {}

  @RequestHandler(registerChannel)
  register(@Payload() { channelId, userId }: ChannelAndUser): Promise<Registration> {
    return this.channels.register(channelId, userId);
  }

  @RequestHandler(listChannels)
  async list(@Payload() { userId }: { userId: string }): Promise<{ channels: ChannelSummary[] }> {
    return { channels: await this.channels.listFor(userId) };
  }

  @RequestHandler(changeBotStatus)
  botStatus(@Payload() change: BotStatusChange): Promise<BotStatusOutcome> {
    return this.channels.changeBotStatus(change);
  }
}
