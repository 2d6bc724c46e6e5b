import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  reportChannelAnomalies,
  reportChannelForecast,
  type ChannelAndUser,
  type ChannelAnomalies,
  type ChannelForecast,
  type ChannelForecastRequest,
} from '@analyticbot/contracts';
import { RequestHandler } from '@analyticbot/messaging';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { ChannelOutlookService } from './channel-outlook.service.js';

/** Answers how a channel will do and what is unusual about it, to its administrators only. */
@Controller()
export class ChannelOutlookHandler {
  constructor(
    private readonly access: ChannelAccess,
    private readonly outlook: ChannelOutlookService,
  ) {}

  @RequestHandler(reportChannelForecast)
  async forecast(@Payload() request: ChannelForecastRequest): Promise<ChannelForecast> {
    await this.access.requireAdministrator(request.channelId, request.userId);
    return this.outlook.forecast(request);
  }

  @RequestHandler(reportChannelAnomalies)
  async anomalies(@Payload() { channelId, userId }: ChannelAndUser): Promise<ChannelAnomalies> {
    await this.access.requireAdministrator(channelId, userId);
    return this.outlook.anomalies(channelId);
  }
}
