import { badRequest } from '../bot-api.errors.js';
import { type BotMethod } from '../bot-method.js';

const maxAnswer = 200;

/** Answers to button presses. */
export const callbackMethods: readonly BotMethod[] = [
  {
    name: 'answerCallbackQuery',
    limit: 'call',
    run: ({ args, sandbox }) => {
      const text = args.text('text');
      if (text.length > maxAnswer) throw badRequest('MESSAGE_TOO_LONG');
      const queryId = args.text('callback_query_id');
      const press = sandbox.callbacks.take(queryId);
      if (!press) {
        throw badRequest('query is too old and response timeout expired or query ID is invalid');
      }
      sandbox.world.events.chat({
        name: 'callback-answer',
        userId: press.userId,
        data: {
          queryId,
          showAlert: args.flag('show_alert'),
          ...(text && { text }),
          ...(args.has('url') && { url: args.text('url') }),
        },
      });
      return true;
    },
  },
];
