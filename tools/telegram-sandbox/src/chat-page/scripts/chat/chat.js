/* global setTimeout, clearTimeout */
import { act, read } from '../page/api.js';
import { avatar, button, el } from '../page/dom.js';
import { createCallbacks } from './callbacks.js';
import { pickChannel } from './channel-picker.js';
import { createComposer } from './composer.js';
import { createMessageLog } from '../messages/message-log.js';
import { createReplyKeyboard } from './reply-keyboard.js';

const typingMs = 5000;
const doing = { upload_photo: 'is sending a picture…', upload_document: 'is sending a file…' };

/** The chat of the chosen person with the bot. `run` does an action and shows its failure, giving undefined then. */
export function createChat(run) {
  let [userId, state, chat, typingTimer, loading] = [undefined, undefined, undefined, undefined, undefined];
  const callbacks = createCallbacks();

  const send = (text) => run(() => act(`chats/${userId}/messages`, { text }));
  const press = async (messageId, data) => {
    const sent = await run(() => act(`chats/${userId}/callback`, { messageId, data }));
    if (sent) await callbacks.wait(sent.queryId);
  };
  const log = createMessageLog({
    onCommand: send,
    onPress: press,
    titleOf: (channelId) => state.channels.find(({ id }) => id === channelId)?.title,
  });
  const composer = createComposer(async (text) => Boolean(await send(text)));
  const keyboard = createReplyKeyboard({
    onText: send,
    onChooseChannel: (id) => pickChannel(userId, id, run),
  });

  const start = button('Start', () => send('/start'), { class: 'start', 'data-testid': 'start-button' });
  const block = (blocked) => run(() => act(`chats/${userId}/block`, { blocked }));
  const unblock = button('Unblock the bot', () => block(false), { class: 'start' });
  const blocker = button('Block', () => block(true), {
    class: 'button quiet',
    'aria-label': 'Block the bot',
  });
  const [title, status] = [el('h2', {}), el('p', { role: 'status', 'data-testid': 'bot-status' })];
  const face = el('span', { class: 'face' });

  const stateOfBot = () => {
    const mode = state?.delivery.mode ?? 'none';
    if (mode === 'none') return 'the bot has not connected yet';
    const waiting = state.delivery.pendingUpdates;
    const line = mode === 'webhook' ? 'bot, connected by webhook' : 'bot, connected by polling';
    return waiting > 0 ? `${line}, ${waiting} update${waiting === 1 ? '' : 's'} waiting` : line;
  };
  const setTyping = (action) => {
    clearTimeout(typingTimer);
    log.setTyping(Boolean(action));
    status.classList.toggle('active', Boolean(action));
    status.textContent = action ? (doing[action] ?? 'is typing…') : stateOfBot();
    if (action) typingTimer = setTimeout(() => setTyping(undefined), typingMs);
  };
  const drawFoot = () => {
    const person = state?.users.find((user) => user.id === userId);
    const blocked = person?.blocked ?? chat?.blocked ?? false;
    const fresh = !blocked && chat !== undefined && chat.messages.length === 0;
    unblock.hidden = !blocked;
    start.hidden = !fresh;
    composer.element.hidden = blocked || fresh;
    blocker.hidden = blocked || fresh;
    keyboard.update(blocked ? null : (chat?.replyKeyboard ?? null));
    composer.update(state?.bot.commands ?? [], chat?.replyKeyboard?.input_field_placeholder);
  };

  const handlers = {
    message(message) {
      const others = chat.messages.filter(({ messageId }) => messageId !== message.messageId);
      chat.messages = [...others, message];
      log.put(message);
      if (message.from === 'bot') setTyping(undefined);
      if (others.length === 0) drawFoot();
    },
    deleted({ messageId }) {
      chat.messages = chat.messages.filter((message) => message.messageId !== messageId);
      log.remove(messageId);
    },
    keyboard({ replyKeyboard }) {
      chat.replyKeyboard = replyKeyboard;
      drawFoot();
    },
    typing: ({ action }) => setTyping(action),
    'callback-answer': (answer) => callbacks.answer(answer),
  };

  return {
    elements: [
      el('header', { class: 'chat-head' }, face, el('div', { class: 'head-text' }, title, status), blocker),
      log.element,
      el('footer', { class: 'chat-foot' }, start, unblock, composer.element, keyboard.element),
    ],
    /** Loads the chat of a person; what happens meanwhile is kept and shown afterwards. */
    async load(id) {
      const mine = { events: [] };
      loading = mine;
      const loaded = await run(() => read(`chats/${id}`));
      if (loading !== mine || !loaded) return;
      [userId, chat, loading] = [id, loaded, undefined];
      setTyping(undefined);
      log.reset(chat.messages, state.bot);
      drawFoot();
      for (const [name, data] of mine.events) handlers[name]?.(data);
    },
    /** One event of the person's stream. */
    take(name, data) {
      if (loading) loading.events.push([name, data]);
      else if (chat) handlers[name]?.(data);
    },
    /** Takes the sandbox's state: the bot's name, its commands, how it is connected. */
    update(next) {
      const before = JSON.stringify([state?.bot, state?.users]);
      state = next;
      title.textContent = state.bot.firstName;
      if (!face.firstChild) face.append(avatar(state.bot.firstName, state.bot.id));
      if (!status.classList.contains('active')) status.textContent = stateOfBot();
      if (before !== JSON.stringify([state.bot, state.users])) drawFoot();
    },
  };
}
