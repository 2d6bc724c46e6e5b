/* global document, location, history, URLSearchParams, setInterval */
import { createChannelPanel } from './channels/channel-panel.js';
import { createChat } from './chat/chat.js';
import { OutageError, RefusedError, listen, read } from './page/api.js';
import { createClock } from './page/clock.js';
import { toast } from './page/notices.js';
import { createPeople } from './page/people.js';

/** Subscribers and views grow without an event of their own. */
const refreshEveryMs = 5000;
const find = (selector) => document.querySelector(selector);

const chosen = new URLSearchParams(location.hash.slice(1));
const selection = {
  userId: Number(chosen.get('user')) || undefined,
  channelId: Number(chosen.get('channel')) || undefined,
};
let [state, stopListening, refreshing] = [undefined, undefined, undefined];

/** Runs an action; says what went wrong and gives undefined when it fails. */
async function run(action) {
  try {
    return await action();
  } catch (error) {
    if (error instanceof OutageError) showOutage(true);
    else if (error instanceof RefusedError) toast(error.message, 'error');
    else throw error;
    return undefined;
  }
}

const clock = createClock(run);
const chat = createChat(run);
const people = createPeople({ clock: clock.element, onUser: chooseUser, onChannel: chooseChannel });
const panel = createChannelPanel({ run, onClose: () => openView('chat') });
find('#people').append(...people.elements);
find('#chat').append(...chat.elements);
find('#channel').append(...panel.elements);

/** Reads the sandbox's state and shows it; calls that come while one is under way share one more reading after it. */
function refresh() {
  if (refreshing) return (refreshing.next ??= refreshing.done.then(refresh));
  refreshing = { next: undefined };
  refreshing.done = run(() => read('state'))
    .then((next) => next && show(next))
    .finally(() => (refreshing = undefined));
  return refreshing.done;
}

function show(next) {
  state = next;
  showOutage(false);
  if (!state.users.some(({ id }) => id === selection.userId)) selection.userId = state.users[0]?.id;
  if (!state.channels.some(({ id }) => id === selection.channelId)) {
    const own = state.channels.find(({ admins }) => admins.some(({ userId }) => userId === selection.userId));
    selection.channelId = (own ?? state.channels[0])?.id;
  }
  clock.update(state.clock);
  people.update(state, selection);
  chat.update(state);
  panel.update(state, selection);
  if (!stopListening && selection.userId) follow(selection.userId);
}

/** Listens to what happens to a person, and shows their chat. */
function follow(userId) {
  stopListening?.();
  stopListening = listen(userId, {
    onOpen: async () => {
      await refresh();
      await chat.load(userId);
      await panel.refreshPosts();
    },
    onLost: () => showOutage(true),
    onEvent: (name, data) => (name === 'state' ? refresh() : chat.take(name, data)),
  });
}

function chooseUser(userId) {
  openView('chat');
  if (userId === selection.userId) return;
  selection.userId = userId;
  remember();
  show(state);
  follow(userId);
}

function chooseChannel(channelId) {
  selection.channelId = channelId;
  remember();
  show(state);
  openView('channel');
}

function remember() {
  const { userId, channelId } = selection;
  const parts = { ...(userId && { user: userId }), ...(channelId && { channel: channelId }) };
  history.replaceState(null, '', `#${new URLSearchParams(parts)}`);
}

/** On a narrow screen one column shows at a time. */
function openView(view) {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll('[data-tab]')) {
    if (tab.dataset.tab === view) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
}

function showOutage(on) {
  find('#outage').hidden = !on;
}

for (const tab of document.querySelectorAll('[data-tab]')) {
  tab.addEventListener('click', () => openView(tab.dataset.tab));
}
find('#retry').addEventListener('click', refresh);
setInterval(() => {
  if (document.hidden) return;
  refresh();
  panel.refreshPosts();
}, refreshEveryMs);
refresh();
