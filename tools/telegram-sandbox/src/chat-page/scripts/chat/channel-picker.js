import { act, read } from '../page/api.js';
import { avatar, button, el } from '../page/dom.js';
import { openDialog } from '../page/notices.js';

/** Telegram's own window for choosing a channel: the person's channels that fit what the bot asked for. */
export async function pickChannel(userId, requestId, run) {
  const found = await run(() => read(`chats/${userId}/shareable?requestId=${requestId}`));
  if (!found) return;
  const choose = (channel) =>
    run(async () => {
      await act(`chats/${userId}/share-chat`, { requestId, channelId: channel.id });
      dialog.close();
    });
  const rows = found.channels.map((channel) =>
    button(
      [
        avatar(channel.title, channel.id),
        el(
          'span',
          { class: 'row-text' },
          el('span', { class: 'row-title' }, el('span', {}, channel.title)),
          el('span', { class: 'row-note' }, channel.username ? `@${channel.username}` : 'private channel'),
        ),
      ],
      () => choose(channel),
      { class: 'row', 'data-testid': `picker-channel-${channel.id}` },
    ),
  );
  const note = found.promotesBot
    ? 'The bot becomes an administrator of the channel that you choose.'
    : 'The bot learns which channel you choose.';
  const content =
    rows.length > 0
      ? [el('p', { class: 'soft' }, note), el('div', { class: 'list' }, rows)]
      : el('p', {}, 'You have no channel that the bot could take. Choose another person on the left.');
  const dialog = openDialog('Choose a channel', content, { closeLabel: 'Cancel', testid: 'picker' });
}
