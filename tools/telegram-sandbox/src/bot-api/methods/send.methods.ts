import { badRequest } from '../bot-api.errors.js';
import { type BotMethod, type MethodCall } from '../bot-method.js';
import { findWritableChat } from '../chat-access.js';
import { mediaContent, readCaption, readText } from '../messages/message-content.js';
import { sendContent } from '../messages/outgoing-messages.js';

const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

/** What the bot says. */
export const sendMethods: readonly BotMethod[] = [
  {
    name: 'sendMessage',
    limit: 'message',
    run: ({ args, sandbox }) => {
      const target = findWritableChat(sandbox.world, args);
      return sendContent(sandbox, target, readText(args), args);
    },
  },
  { name: 'sendPhoto', limit: 'message', run: (call) => sendFile(call, 'photo') },
  { name: 'sendDocument', limit: 'message', run: (call) => sendFile(call, 'document') },
  {
    name: 'sendChatAction',
    limit: 'call',
    run: ({ args, sandbox }) => {
      const target = findWritableChat(sandbox.world, args);
      const action = args.text('action').toLowerCase();
      if (!actions.has(action)) throw badRequest('wrong parameter action in request');
      if (target.type === 'private') {
        const userId = target.chat.user.id;
        sandbox.world.events.chat({ name: 'typing', userId, data: { action } });
      }
      return true;
    },
  },
];

async function sendFile({ args, sandbox }: MethodCall, kind: 'photo' | 'document'): Promise<unknown> {
  const target = findWritableChat(sandbox.world, args);
  const caption = readCaption(args);
  const file = await sandbox.files.take(args, kind, args.text(kind), kind);
  return sendContent(sandbox, target, { ...mediaContent(file), ...caption }, args);
}
