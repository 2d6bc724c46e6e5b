import { Module, type DynamicModule } from '@nestjs/common';
import type { Telegram } from 'telegraf';
import type { GatewayConfig } from '@analyticbot/config';
import { FirstReportHandler } from '../notices/first-report.handler.js';
import { LostChannelHandler } from '../notices/lost-channel.handler.js';
import { ChatUpdateHandler } from '../updates/chat-update.handler.js';
import { createBot } from './bot.factory.js';
import { BOT, SENDER } from './bot.tokens.js';
import { ChannelQuestions } from './channel-questions.js';
import { BotStatusFlow } from './flows/bot-status.flow.js';
import { PressFlow } from './flows/press.flow.js';
import { ReportFlow } from './flows/report.flow.js';

/** The bot: its flows, and the handlers that take updates and notices off the streams. */
@Module({})
export class BotModule {
  static forRoot(config: Pick<GatewayConfig, 'BOT_TOKEN'>): DynamicModule {
    return {
      module: BotModule,
      controllers: [ChatUpdateHandler, FirstReportHandler, LostChannelHandler],
      providers: [
        ChannelQuestions,
        ReportFlow,
        PressFlow,
        BotStatusFlow,
        {
          provide: BOT,
          inject: [SENDER, ChannelQuestions, ReportFlow, PressFlow, BotStatusFlow],
          useFactory: (
            sender: Telegram,
            questions: ChannelQuestions,
            reports: ReportFlow,
            presses: PressFlow,
            botStatus: BotStatusFlow,
          ) => createBot({ token: config.BOT_TOKEN, sender, questions, reports, presses, botStatus }),
        },
      ],
    };
  }
}
