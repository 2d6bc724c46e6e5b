import { z } from 'zod';
import { badRequest, conflict } from '../bot-api.errors.js';
import { type BotMethod, DescribedResult, type MethodCall } from '../bot-method.js';

const longestWaitSeconds = 50;
const kindsSchema = z.array(z.string());

/** How the bot gets its updates. */
export const updateMethods: readonly BotMethod[] = [
  {
    name: 'getUpdates',
    limit: 'free',
    run: ({ args, sandbox, signal }) => {
      if (sandbox.webhook.webhook) {
        throw conflict(
          "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      rememberKinds({ args, sandbox });
      return sandbox.poll.getUpdates(
        {
          offset: args.integer('offset', 0),
          limit: args.integer('limit', 100, 1, 100),
          waitMs: args.integer('timeout', 0, 0, longestWaitSeconds) * 1000,
        },
        signal,
      );
    },
  },
  { name: 'setWebhook', limit: 'free', run: setWebhook },
  {
    name: 'deleteWebhook',
    limit: 'free',
    run: (call) => {
      dropPending(call);
      return removeWebhook(call);
    },
  },
  {
    name: 'getWebhookInfo',
    limit: 'free',
    run: ({ sandbox: { webhook, queue } }) => {
      const { webhook: config, error } = webhook;
      return {
        url: config?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: queue.size,
        ...(config && { max_connections: config.maxConnections, ip_address: '127.0.0.1' }),
        ...(error && { last_error_date: error.date, last_error_message: error.message }),
        ...(queue.allowedUpdates.length > 0 && { allowed_updates: queue.allowedUpdates }),
      };
    },
  },
];

/** As Telegram's own server in local mode, plain HTTP and any port are taken. */
function setWebhook(call: MethodCall): DescribedResult {
  const { args, sandbox } = call;
  const url = args.text('url').trim();
  const secretToken = args.text('secret_token');
  if (url !== '' && !isWebAddress(url)) throw badRequest('bad webhook: invalid webhook URL specified');
  if (secretToken.length > 256) throw badRequest('secret token is too long');
  if (!/^[\w-]*$/.test(secretToken)) throw badRequest('secret token contains unallowed characters');
  rememberKinds(call);
  dropPending(call);
  if (url === '') return removeWebhook(call);

  sandbox.poll.terminate('terminated by setWebhook request');
  const before = sandbox.webhook.webhook;
  const next = {
    url,
    secretToken: secretToken || undefined,
    maxConnections: args.integer('max_connections', 40, 1, 100),
  };
  sandbox.webhook.set(next);
  sandbox.world.events.stateChanged();
  const same = before && JSON.stringify(before) === JSON.stringify(next);
  return new DescribedResult(true, same ? 'Webhook is already set' : 'Webhook was set');
}

function removeWebhook({ sandbox }: Pick<MethodCall, 'sandbox'>): DescribedResult {
  const wasSet = sandbox.webhook.webhook !== null;
  sandbox.webhook.set(null);
  sandbox.world.events.stateChanged();
  return new DescribedResult(true, wasSet ? 'Webhook was deleted' : 'Webhook is already deleted');
}

function rememberKinds({ args, sandbox }: Pick<MethodCall, 'args' | 'sandbox'>): void {
  const kinds = args.json('allowed_updates', kindsSchema, "can't parse list of allowed updates");
  if (kinds) sandbox.queue.remember(kinds);
}

function dropPending({ args, sandbox }: Pick<MethodCall, 'args' | 'sandbox'>): void {
  if (args.flag('drop_pending_updates')) sandbox.queue.clear();
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
