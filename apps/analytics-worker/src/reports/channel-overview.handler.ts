import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { reportChannelOverview, type ChannelAndUser, type ChannelOverview } from '@analyticbot/contracts';
import { RequestHandler } from '@analyticbot/messaging';
import { InterestBook } from '../collection/planning/interest-book.js';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { ChannelOverviewService } from './channel-overview.service.js';

/** Answers how a channel does, to its administrators only. */
@Controller()
export class ChannelOverviewHandler {
  constructor(
    private readonly access: ChannelAccess,
    private readonly overviews: ChannelOverviewService,
    private readonly interests: InterestBook,
  ) {}

  @RequestHandler(reportChannelOverview)
  async handle(@Payload() { channelId, userId }: ChannelAndUser): Promise<ChannelOverview> {
    await this.access.requireAdministrator(channelId, userId);
    this.interests.note(channelId, new Date());
    return this.overviews.overview(channelId);
  }
}
