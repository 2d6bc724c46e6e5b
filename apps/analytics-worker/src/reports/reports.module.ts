import { Module } from '@nestjs/common';
import { ChannelsModule } from '../channels/channels.module.js';
import { ChannelOverviewHandler } from './channel-overview.handler.js';
import { ChannelOverviewService } from './channel-overview.service.js';

/** Reports, answered from rollups and the cache. */
@Module({
  imports: [ChannelsModule],
  controllers: [ChannelOverviewHandler],
  providers: [ChannelOverviewService],
})
export class ReportsModule {}
