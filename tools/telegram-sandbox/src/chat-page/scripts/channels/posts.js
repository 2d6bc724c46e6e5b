import { act } from '../page/api.js';
import { button, el, grouped, whenChanged } from '../page/dom.js';
import { toast } from '../page/notices.js';

const time = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});
const shownPosts = 6;

/** The newest posts of a channel with their counters, and what can be done to each. */
export function createPosts(run, refresh) {
  const list = el('ul', { class: 'posts' });
  let channelId;

  const change = (event, done) =>
    run(async () => {
      await act(`channels/${channelId}/events`, event);
      toast(done);
      await refresh();
    });
  const item = ({ messageId, at, kind, text, views, reactions }) => {
    const tool = (label, name, event, done) =>
      button(label, () => change({ messageId, ...event }, done), {
        class: 'button small',
        'aria-label': `${name} post ${messageId}`,
      });
    const hearts = Object.entries(reactions).map(([emoji, count]) => `${emoji} ${grouped(count)}`);
    return el(
      'li',
      { 'data-testid': 'post', 'data-message-id': messageId },
      el('p', { class: 'post-text' }, text.split('\n')[0] || `(${kind} without a text)`),
      el(
        'p',
        { class: 'soft' },
        `${time.format(new Date(at))} · ${kind === 'text' ? '' : `${kind} · `}${grouped(views)} views`,
        hearts.length > 0 && ` · ${hearts.join('  ')}`,
      ),
      el(
        'div',
        { class: 'buttons' },
        tool(
          '👍 +10',
          'Ten reactions to',
          { kind: 'reaction', emoji: '👍', count: 10 },
          'Ten people reacted.',
        ),
        tool('Pin', 'Pin', { kind: 'pin' }, 'The post is pinned.'),
        tool('Delete', 'Delete', { kind: 'delete' }, 'The post is deleted.'),
      ),
    );
  };
  const draw = whenChanged(({ posts }) =>
    list.replaceChildren(
      ...(posts.length > 0
        ? posts.slice(0, shownPosts).map(item)
        : [el('li', { class: 'soft' }, 'No posts yet.')]),
    ),
  );

  return {
    element: el(
      'section',
      { 'aria-labelledby': 'posts-title' },
      el('h3', { id: 'posts-title' }, 'Newest posts'),
      list,
    ),
    /** Shows these posts (newest first) of a channel. */
    update(id, posts) {
      channelId = id;
      draw({ id, posts });
    },
  };
}
