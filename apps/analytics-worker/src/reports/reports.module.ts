import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/channels.module.js';
import { ChannelOutlookHandler } from './outlook/channel-outlook.handler.js';
import { ChannelOutlookService } from './outlook/channel-outlook.service.js';
import { ChannelOverviewHandler } from './channel-overview.handler.js';
import { ChannelOverviewService } from './channel-overview.service.js';

/** Reports, answered from rollups and the cache. */
@Module({
  imports: [ChannelsModule],
  controllers: [ChannelOverviewHandler, ChannelOutlookHandler],
  providers: [ChannelOverviewService, ChannelOutlookService],
})
export class ReportsModule {}
