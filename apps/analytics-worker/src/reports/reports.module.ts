import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/channels.module.js';
import { ChannelFiguresHandler } from './figures/channel-figures.handler.js';
import { ChannelFiguresService } from './figures/channel-figures.service.js';
import { ChannelOutlookHandler } from './outlook/channel-outlook.handler.js';
import { ChannelOutlookService } from './outlook/channel-outlook.service.js';
import { ChannelOverviewHandler } from './channel-overview.handler.js';
import { ChannelOverviewService } from './channel-overview.service.js';

/** Reports, answered from rollups and the cache. */
@Module({
  imports: [ChannelsModule],
  controllers: [ChannelOverviewHandler, ChannelFiguresHandler, ChannelOutlookHandler],
  providers: [ChannelOverviewService, ChannelFiguresService, ChannelOutlookService],
})
export class ReportsModule {}
