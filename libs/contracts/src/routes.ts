import { reportChannelFigures } from './channel-figures.js';
import { reportChannelAnomalies, reportChannelForecast } from './channel-outlook.js';
import { reportChannelOverview } from './channel-overview.js';
import {
  changeBotStatus,
  channelLost,
  figuresWanted,
  firstReportReady,
  listChannels,
  registerChannel,
} from './channels.js';
import { cacheInvalidated } from './news.js';
import { personReachability } from './people.js';
import { channelUpdateReceived, chatUpdateReceived } from './updates.js';

/**
 * What each service takes, or it refuses to start, and what it may send, which its metrics show from the start. Work has one
 * taker; news reaches everybody who takes it.
 */
export const routes = {
  'bot-gateway': {
    takes: [chatUpdateReceived, firstReportReady, channelLost],
    sends: [
      ...[chatUpdateReceived, channelUpdateReceived, personReachability],
      ...[listChannels, registerChannel, changeBotStatus, reportChannelOverview],
    ],
  },
  'analytics-worker': {
    takes: [
      ...[channelUpdateReceived, figuresWanted, personReachability],
      ...[registerChannel, listChannels, changeBotStatus],
      ...[reportChannelOverview, reportChannelFigures, reportChannelForecast, reportChannelAnomalies],
      cacheInvalidated,
    ],
    sends: [firstReportReady, channelLost],
  },
} as const;
