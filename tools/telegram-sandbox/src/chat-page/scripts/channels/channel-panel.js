import { read } from '../page/api.js';
import { avatar, el, grouped, whenChanged } from '../page/dom.js';
import { createBotSection } from './bot-section.js';
import { createEventForms } from './event-forms.js';
import { createPosts } from './posts.js';

/** The right column: one channel, the bot's place in it, and what one can make happen. */
export function createChannelPanel({ run, onClose }) {
  let [channel, state] = [undefined, undefined];
  const [face, title, address, about] = [el('span'), el('h2'), el('p', { class: 'soft' }), el('p')];
  const subscribers = el('strong', { 'data-testid': 'subscribers' });
  const links = el('ul', { class: 'plain' });
  const linkSection = el('section', {}, el('h3', {}, 'Invite links'), links);

  const refreshPosts = async () => {
    const id = channel?.id;
    if (id === undefined) return;
    const found = await run(() => read(`channels/${id}/posts`));
    if (found && id === channel?.id) posts.update(id, found.posts ?? found);
  };
  const bot = createBotSection(run);
  const posts = createPosts(run, refreshPosts);
  const forms = createEventForms({ run, channelOf: () => channel, afterwards: refreshPosts });
  const body = el(
    'div',
    { class: 'panel' },
    el('header', { class: 'panel-head' }, face, title, address, about),
    el('p', { class: 'figure' }, subscribers, ' subscribers'),
    bot.element,
    forms.element,
    posts.element,
    linkSection,
  );
  const empty = el('p', { class: 'panel-empty' }, 'The sandbox has no channels.');
  const back = el(
    'button',
    { type: 'button', class: 'round close', 'aria-label': 'Back to the chat', onclick: onClose },
    '✕',
  );

  const drawHead = whenChanged(({ id, title: name, username, description }) => {
    face.replaceChildren(avatar(name, id, 'big'));
    title.textContent = name;
    about.textContent = description;
    const page = (path, label) => el('a', { href: path, target: '_blank', rel: 'noopener' }, label);
    address.replaceChildren(
      ...(username
        ? [
            `@${username} · `,
            page(`/s/${username}`, 'preview page'),
            ' · ',
            page(`/${username}`, 'landing page'),
          ]
        : ['private channel: no public page']),
    );
  });
  const drawLinks = whenChanged((all) => {
    linkSection.hidden = all.length === 0;
    links.replaceChildren(
      ...all.map(({ link, name, createdByBot }) =>
        el(
          'li',
          {},
          el('code', {}, link),
          name && ` ${name}`,
          el('small', { class: 'soft' }, createdByBot ? ' made by the bot' : ' made by hand'),
        ),
      ),
    );
  });

  return {
    elements: [back, body, empty],
    refreshPosts,
    /** Shows the chosen channel of the state, for the chosen person. */
    update(next, { userId, channelId }) {
      state = next;
      const previous = channel?.id;
      channel = state.channels.find(({ id }) => id === channelId);
      [body.hidden, empty.hidden] = [!channel, Boolean(channel)];
      if (!channel) return;
      drawHead(channel);
      drawLinks(channel.inviteLinks);
      subscribers.textContent = grouped(channel.subscribers);
      bot.update(channel, state.users, userId);
      forms.update(channel);
      if (previous !== channel.id) {
        posts.update(channel.id, []);
        refreshPosts();
      }
    },
  };
}
