import { avatar, el, fullName, grouped, whenChanged } from './dom.js';

const standing = { creator: 'owner', administrator: 'admin' };

/** The left column: who you are, and the channels. */
export function createPeople({ clock, onUser, onChannel }) {
  const [users, channels] = [el('ul', { class: 'list' }), el('ul', { class: 'list' })];

  const userItem = (user, { userId, state }) => {
    const owned = state.channels.filter((channel) =>
      channel.admins.some((admin) => admin.userId === user.id),
    );
    const about =
      owned.length > 0 ? owned.map((channel) => channel.title).join(', ') : 'no channel of their own';
    return el(
      'li',
      {},
      el(
        'button',
        {
          type: 'button',
          class: 'row',
          'data-testid': `user-${user.id}`,
          'aria-current': user.id === userId ? 'true' : undefined,
          onclick: () => onUser(user.id),
        },
        avatar(fullName(user), user.id),
        el(
          'span',
          { class: 'row-text' },
          el(
            'span',
            { class: 'row-title' },
            el('span', {}, fullName(user)),
            el('span', { class: 'tag' }, user.languageCode),
            user.blocked && el('span', { class: 'tag warn' }, 'blocked the bot'),
          ),
          el('span', { class: 'row-note' }, about),
        ),
      ),
    );
  };

  const channelItem = (channel, { userId, channelId }) => {
    const role = channel.admins.find((admin) => admin.userId === userId);
    return el(
      'li',
      {},
      el(
        'button',
        {
          type: 'button',
          class: 'row',
          'data-testid': `channel-${channel.id}`,
          'aria-current': channel.id === channelId ? 'true' : undefined,
          onclick: () => onChannel(channel.id),
        },
        avatar(channel.title, channel.id),
        el(
          'span',
          { class: 'row-text' },
          el(
            'span',
            { class: 'row-title' },
            el('span', {}, channel.title),
            role && el('span', { class: 'tag' }, standing[role.status]),
            channel.bot === 'administrator' && el('span', { class: 'tag good' }, 'bot'),
          ),
          el('span', { class: 'row-note' }, `${grouped(channel.subscribers)} subscribers`),
        ),
      ),
    );
  };

  const drawUsers = whenChanged((data) =>
    users.replaceChildren(...data.state.users.map((user) => userItem(user, data))),
  );
  const drawChannels = whenChanged((data) =>
    channels.replaceChildren(...data.channels.map((channel) => channelItem(channel, data))),
  );

  return {
    elements: [
      el('header', { class: 'brand' }, el('h1', {}, 'Telegram sandbox'), clock),
      el(
        'section',
        { 'aria-labelledby': 'people-title' },
        el('h2', { id: 'people-title' }, 'You are'),
        users,
      ),
      el(
        'section',
        { 'aria-labelledby': 'channels-title' },
        el('h2', { id: 'channels-title' }, 'Channels'),
        channels,
      ),
    ],
    /** Shows the sandbox's state for the chosen person and channel: the person's own channels first. */
    update(state, { userId, channelId }) {
      const rank = (channel) => (channel.admins.some((admin) => admin.userId === userId) ? 0 : 1);
      const sorted = [...state.channels].sort((a, b) => rank(a) - rank(b));
      const owners = state.channels.map(({ title, admins }) => ({ title, admins }));
      drawUsers({ state: { users: state.users, channels: owners }, userId });
      drawChannels({ channels: sorted, userId, channelId });
    },
  };
}
