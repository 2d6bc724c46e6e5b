import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  reportChannelFigures,
  type ChannelFigures,
  type ChannelFiguresRequest,
} from '@analyticbot/contracts';
import { RequestHandler } from '@analyticbot/messaging';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { InterestBook } from '../../collection/planning/interest-book.js';
import { ChannelFiguresService } from './channel-figures.service.js';

/** Answers every figure of a channel with its definition, to its administrators only. */
@Controller()
export class ChannelFiguresHandler {
  constructor(
    private readonly access: ChannelAccess,
    private readonly figures: ChannelFiguresService,
    private readonly interests: InterestBook,
  ) {}

  @RequestHandler(reportChannelFigures)
  async handle(@Payload() { channelId, userId, days }: ChannelFiguresRequest): Promise<ChannelFigures> {
    await this.access.requireAdministrator(channelId, userId);
    this.interests.note(channelId, new Date());
    return this.figures.of({ channelId, days });
  }
}
