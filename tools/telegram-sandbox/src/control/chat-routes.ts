import { type FastifyInstance, type FastifyRequest } from 'fastify';
import { shareableChannels, shareChannel } from '../people/channel-picker.js';
import { blockBot, findPersonChat, pressButton, writeText } from '../people/chat-actions.js';
import { chatView } from '../people/message-view.js';
import { type SandboxContext } from '../sandbox-context.js';
import { type PrivateChat } from '../state/private-chat.js';
import {
  blockSchema,
  pressButtonSchema,
  sendTextSchema,
  shareableQuerySchema,
  shareChatSchema,
  userPathSchema,
} from './control.schema.js';

/** `/sandbox/chats/:userId`: what a person sees of the chat with the bot and does there. */
export function chatRoutes(routes: FastifyInstance, sandbox: SandboxContext): void {
  const chatOf = (request: FastifyRequest): PrivateChat =>
    findPersonChat(sandbox, userPathSchema.parse(request.params).userId);

  routes.get('/sandbox/chats/:userId', async (request) => chatView(chatOf(request)));
  routes.post('/sandbox/chats/:userId/messages', async (request) => ({
    messageId: writeText(sandbox, chatOf(request), sendTextSchema.parse(request.body).text),
  }));
  routes.post('/sandbox/chats/:userId/callback', async (request) => ({
    queryId: pressButton(sandbox, chatOf(request), pressButtonSchema.parse(request.body)),
  }));
  routes.get('/sandbox/chats/:userId/shareable', async (request) =>
    shareableChannels(sandbox, chatOf(request), shareableQuerySchema.parse(request.query).requestId),
  );
  routes.post('/sandbox/chats/:userId/share-chat', async (request) => ({
    messageId: shareChannel(sandbox, chatOf(request), shareChatSchema.parse(request.body)),
  }));
  routes.post('/sandbox/chats/:userId/block', async (request) => {
    blockBot(sandbox, chatOf(request), blockSchema.parse(request.body).blocked);
    return {};
  });
}
