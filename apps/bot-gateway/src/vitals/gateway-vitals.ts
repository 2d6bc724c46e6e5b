import { Injectable } from '@nestjs/common';
import { QueueInspector } from '@analyticbot/messaging';
import { HeartbeatWriter } from '@analyticbot/observability';
import { TelegramLimiter } from '@analyticbot/telegram';

/** What the gateway adds to its heartbeat: its queues and its calls to Telegram. */
@Injectable()
export class GatewayVitals {
  constructor(heartbeat: HeartbeatWriter, queues: QueueInspector, limiter: TelegramLimiter) {
    heartbeat
      .section('queues', async () =>
        Object.fromEntries((await queues.stats()).map((stats) => [stats.queue, stats])),
      )
      .section('limiter', () => limiter.stats());
  }
}
