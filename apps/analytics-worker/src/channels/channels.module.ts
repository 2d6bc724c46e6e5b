import { Module } from '@nestjs/common';
import { ChannelAccess } from './channel-access.service.js';
import { ChannelsHandler } from './channels.handler.js';
import { ChannelsService } from './channels.service.js';
import { LostChannels } from './lost-channels.service.js';

/** Which channels are followed, who may see them, and which are lost. */
@Module({
  controllers: [ChannelsHandler],
  providers: [ChannelAccess, ChannelsService, LostChannels],
  exports: [ChannelAccess, LostChannels],
})
export class ChannelsModule {}
