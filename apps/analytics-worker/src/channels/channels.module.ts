import { Module } from '@nestjs/common';
import { ChannelAccess } from './channel-access.service.js';
import { ChannelsHandler } from './channels.handler.js';
import { ChannelsService } from './channels.service.js';

/** Which channels are followed, and who may see them. */
@Module({
  controllers: [ChannelsHandler],
  providers: [ChannelAccess, ChannelsService],
  exports: [ChannelAccess],
})
export class ChannelsModule {}
