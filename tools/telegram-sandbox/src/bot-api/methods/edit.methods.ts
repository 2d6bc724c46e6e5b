import { unixSeconds } from '../../clock/sim-clock.js';
import { type SandboxContext } from '../../sandbox-context.js';
import { badRequest } from '../bot-api.errors.js';
import { type BotMethod } from '../bot-method.js';
import { findChat, requireAdministrator } from '../chat-access.js';
import { readInlineKeyboard } from '../messages/reply-markup.schema.js';
import { readCaption, readInputMedia, readText } from '../messages/message-content.js';
import { type MethodArguments } from '../calls/method-arguments.js';
import { applyEdit, findEditable } from '../messages/outgoing-messages.js';

const deletableSeconds = 48 * 3600;

/** What the bot changes and takes back. */
export const editMethods: readonly BotMethod[] = [
  {
    name: 'editMessageText',
    limit: 'message',
    run: ({ args, sandbox }) => {
      const content = readText(args);
      const found = findEditable(sandbox, args);
      if (found.message.text === undefined) throw badRequest('there is no text in the message to edit');
      return applyEdit(sandbox, found, content, readInlineKeyboard(args));
    },
  },
  {
    name: 'editMessageCaption',
    limit: 'message',
    run: ({ args, sandbox }) => {
      const caption = readCaption(args);
      const found = findEditable(sandbox, args);
      const { photo, document } = found.message;
      if (!photo && !document) throw badRequest('there is no caption in the message to edit');
      return applyEdit(sandbox, found, { photo, document, ...caption }, readInlineKeyboard(args));
    },
  },
  {
    name: 'editMessageMedia',
    limit: 'message',
    run: async ({ args, sandbox }) => {
      findEditable(sandbox, args);
      const content = await readInputMedia(args, sandbox.files);
      // Looked up again: it may have been deleted while its file was kept.
      return applyEdit(sandbox, findEditable(sandbox, args), content, readInlineKeyboard(args));
    },
  },
  {
    name: 'editMessageReplyMarkup',
    limit: 'message',
    run: ({ args, sandbox }) =>
      applyEdit(sandbox, findEditable(sandbox, args), undefined, readInlineKeyboard(args)),
  },
  {
    name: 'deleteMessage',
    limit: 'call',
    run: ({ args, sandbox }) => deleteMessage(sandbox, args),
  },
];

function deleteMessage(sandbox: SandboxContext, args: MethodArguments): true {
  const target = findChat(sandbox.world, args);
  const id = args.integer('message_id', 0);
  if (id === 0) throw badRequest('message identifier is not specified');
  const now = sandbox.clock.now();
  if (target.type === 'private') {
    const message = target.chat.find(id);
    if (!message) throw badRequest('message to delete not found');
    if (unixSeconds(now) - message.date > deletableSeconds)
      throw badRequest("message can't be deleted for everyone");
    target.chat.remove(id);
    sandbox.world.events.chat({ name: 'deleted', userId: target.chat.user.id, data: { messageId: id } });
    return true;
  }
  const { channel } = target;
  requireAdministrator(channel);
  const at = channel.momentFor(now);
  if (!channel.simulation.postById(id, at)) throw badRequest('message to delete not found');
  const mayDelete = channel.ownPosts.has(id) || channel.bot['can_delete_messages'] === true;
  if (!mayDelete) throw badRequest("message can't be deleted");
  channel.simulation.inject({ type: 'delete', at, messageId: id });
  channel.ownPosts.delete(id);
  sandbox.feed.tell(channel, { until: at });
  sandbox.world.events.touch();
  return true;
}
