import { Injectable } from '@nestjs/common';
import { parsePress } from '../../views/keyboards.js';
import type { BotContext } from '../bot-context.js';
import { ChannelQuestions } from '../channel-questions.js';
import { userIdOf } from '../user-id.js';
import { invite, listOwnChannels } from './channels.flow.js';
import { connectChannel } from './connect.flow.js';
import { ReportFlow } from './report.flow.js';

/** A button was pressed: does what it says and stops the button's waiting circle, whatever happens. */
@Injectable()
export class PressFlow {
  constructor(
    private readonly questions: ChannelQuestions,
    private readonly reports: ReportFlow,
  ) {}

  /** Handles one `callback_query`. */
  async handle(ctx: BotContext, data: string): Promise<void> {
    const press = parsePress(data);
    if (press === undefined) {
      await ctx.answerCbQuery(ctx.texts.say('errors.outdatedButton'), { show_alert: true });
      return;
    }
    const { kind, channelId = '' } = press;
    switch (kind) {
      case 'report':
        await this.reports.show(ctx, channelId);
        break;
      case 'refresh':
        await this.reports.refresh(ctx, channelId);
        break;
      case 'sources':
        await this.reports.sources(ctx, channelId);
        break;
      case 'channels':
        await listOwnChannels(ctx, this.questions);
        break;
      case 'add':
        await invite(ctx);
        break;
      case 'retry':
        await connectChannel(
          { questions: this.questions, telegram: ctx.telegram, texts: ctx.texts },
          channelId,
          userIdOf(ctx),
        );
        break;
    }
    await ctx.answerCbQuery();
  }
}
