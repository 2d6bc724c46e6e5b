import { createHash } from 'node:crypto';
import type { GatewayConfig } from '@analyticbot/config';
import type { EffectLedger } from '@analyticbot/messaging';
import type { TelegramApi } from '@analyticbot/telegram';
import type { Telegram } from 'telegraf';
import { botCommands } from '../bot/bot.factory.js';
import { allowedUpdates } from './allowed-updates.js';

/** Telegram forgets none of this by itself; doing it again daily heals what somebody changed by hand. */
const repeatMs = 24 * 3_600_000;

/** What has to be told to Telegram about this deployment. */
export interface SetupParts {
  readonly config: Pick<GatewayConfig, 'WEBHOOK_URL' | 'WEBHOOK_SECRET'>;
  readonly api: Pick<TelegramApi, 'setWebhook' | 'deleteWebhook'>;
  readonly sender: Telegram;
  readonly ledger: EffectLedger;
}

/** Tells Telegram how updates reach us and which commands there are: once a configuration, by whichever replica comes first. */
export async function setUpTelegram({ config, api, sender, ledger }: SetupParts): Promise<void> {
  const { WEBHOOK_URL: url, WEBHOOK_SECRET: secret } = config;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([url, secret, allowedUpdates, botCommands('en')]))
    .digest('hex')
    .slice(0, 16);
  await ledger.once(`telegram-setup:${fingerprint}`, repeatMs, async () => {
    if (url === undefined) await api.deleteWebhook();
    else
      await api.setWebhook({
        url,
        secret_token: secret,
        allowed_updates: [...allowedUpdates],
        max_connections: 40,
      });
    await sender.setMyCommands(botCommands('en'));
  });
}
