import { Injectable } from '@nestjs/common';
import { Input } from 'telegraf';
import type { ChannelOverview, ChannelSummary } from '@analyticbot/contracts';
import { renderOverviewChart } from '../../charts/overview-chart.js';
import { channelButtons, overviewButtons, sourcesButtons } from '../../views/keyboards.js';
import { overviewCaption, overviewChartData } from '../../views/overview.view.js';
import { sourcesCaption } from '../../views/sources.view.js';
import type { BotContext } from '../bot-context.js';
import { ChannelQuestions } from '../channel-questions.js';
import { userIdOf } from '../user-id.js';

const channelNameForm = /^@?[A-Za-z][A-Za-z0-9_]{3,31}$/;

/** The report of one channel: a picture with figures, and the way deeper and back. */
@Injectable()
export class ReportFlow {
  constructor(private readonly questions: ChannelQuestions) {}

  /** `/stats` and `/stats @channelname`. */
  async stats(ctx: BotContext, argument: string): Promise<void> {
    const { texts } = ctx;
    if (argument !== '' && !channelNameForm.test(argument)) {
      await ctx.reply(texts.say('errors.statsUsage'), { parse_mode: 'HTML' });
      return;
    }
    const channels = await this.questions.list(userIdOf(ctx));
    const chosen = argument === '' ? onlyOne(channels) : named(channels, argument);
    if (chosen !== undefined) return this.show(ctx, chosen.id);
    if (channels.length === 0) {
      await ctx.reply(texts.say('channels.none'));
      return;
    }
    const heading =
      argument === '' ? texts.say('channels.list') : texts.say('errors.statsUnknown', { name: argument });
    await ctx.reply(heading, { parse_mode: 'HTML', reply_markup: channelButtons(texts, channels) });
  }

  /** Sends the report as a new picture. */
  async show(ctx: BotContext, channelId: string): Promise<void> {
    const overview = await this.questions.overview(channelId, userIdOf(ctx));
    const { caption, picture, buttons } = await this.compose(ctx, overview);
    await ctx.replyWithPhoto(Input.fromBuffer(picture, 'report.png'), {
      caption,
      parse_mode: 'HTML',
      reply_markup: buttons,
    });
  }

  /** Brings the report under the pressed button up to date, in place. */
  async refresh(ctx: BotContext, channelId: string): Promise<void> {
    const overview = await this.questions.overview(channelId, userIdOf(ctx));
    const { caption, picture, buttons } = await this.compose(ctx, overview);
    await ctx.editMessageMedia(
      { type: 'photo', media: Input.fromBuffer(picture, 'report.png'), caption, parse_mode: 'HTML' },
      { reply_markup: buttons },
    );
  }

  /** Shows where the figures under the pressed button come from, in place. */
  async sources(ctx: BotContext, channelId: string): Promise<void> {
    const overview = await this.questions.overview(channelId, userIdOf(ctx));
    await ctx.editMessageCaption(sourcesCaption(ctx.texts, overview), {
      parse_mode: 'HTML',
      reply_markup: sourcesButtons(ctx.texts, channelId),
    });
  }

  private async compose(ctx: BotContext, overview: ChannelOverview) {
    return {
      caption: overviewCaption(ctx.texts, overview),
      picture: await renderOverviewChart(overviewChartData(ctx.texts, overview)),
      buttons: overviewButtons(ctx.texts, overview.channel.id),
    };
  }
}

function onlyOne(channels: readonly ChannelSummary[]): ChannelSummary | undefined {
  return channels.length === 1 ? channels[0] : undefined;
}

function named(channels: readonly ChannelSummary[], name: string): ChannelSummary | undefined {
  const wanted = name.replace(/^@/, '').toLowerCase();
  return channels.find((channel) => channel.username?.toLowerCase() === wanted);
}
