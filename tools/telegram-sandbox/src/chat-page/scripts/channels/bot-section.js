import { act } from '../page/api.js';
import { button, el, fullName, whenChanged } from '../page/dom.js';
import { toast } from '../page/notices.js';

const standing = {
  none: 'The bot is not in this channel.',
  administrator: 'The bot is an administrator here: it sees posts, joins and leaves.',
  kicked: 'The bot was removed and banned from this channel.',
};
const roles = { creator: 'owner', administrator: 'administrator' };

/** The bot's place in a channel, and which administrator changes it. */
export function createBotSection(run) {
  const [line, people] = [el('p', { 'data-testid': 'bot-standing' }), el('ul', { class: 'plain' })];
  const actor = el('select', { id: 'actor' });
  let channelId;

  const change = (body, done) => () =>
    run(async () => {
      await act(`channels/${channelId}/bot`, { byUserId: Number(actor.value), ...body });
      toast(done);
    });
  const promote = button(
    'Make the bot administrator',
    change({ admin: true }, 'The bot is an administrator now.'),
    {
      class: 'button primary',
      'data-testid': 'promote-bot',
    },
  );
  const demote = button('Take its rights', change({ admin: false }, 'The bot left the channel.'), {
    'data-testid': 'demote-bot',
  });
  const ban = button(
    'Remove and ban',
    change({ admin: false, kicked: true }, 'The bot is banned from the channel.'),
    {
      class: 'button danger',
      'data-testid': 'kick-bot',
    },
  );

  const draw = whenChanged(({ id, bot, admins, users, userId }) => {
    const chosen = channelId === id && actor.value ? Number(actor.value) : userId;
    channelId = id;
    line.textContent = standing[bot];
    [promote.hidden, demote.hidden, ban.hidden] = [
      bot === 'administrator',
      bot !== 'administrator',
      bot === 'kicked',
    ];
    const named = admins.flatMap((admin) => {
      const user = users.find((one) => one.id === admin.userId);
      return user ? [{ ...admin, name: fullName(user) }] : [];
    });
    actor.replaceChildren(...named.map((admin) => el('option', { value: admin.userId }, admin.name)));
    actor.value = String((named.find((admin) => admin.userId === chosen) ?? named[0])?.userId ?? '');
    people.replaceChildren(
      ...named.map((admin) =>
        el('li', {}, admin.name, el('small', { class: 'soft' }, ` ${roles[admin.status]}`)),
      ),
    );
  });

  return {
    element: el(
      'section',
      { 'aria-labelledby': 'bot-title' },
      el('h3', { id: 'bot-title' }, 'The bot'),
      line,
      el('p', { class: 'field' }, el('label', { for: 'actor' }, 'Acting as'), actor),
      el('div', { class: 'buttons' }, promote, demote, ban),
      el('details', {}, el('summary', {}, 'Who looks after this channel'), people),
    ),
    /** Shows a channel; the chosen person acts, if they administer it. */
    update({ id, bot, admins }, users, userId) {
      draw({
        id,
        bot,
        admins,
        users: users.map(({ id: one, firstName, lastName }) => ({ id: one, firstName, lastName })),
        userId,
      });
    },
  };
}
