import type { Registration, Visibility } from '@analyticbot/contracts';
import type { TextKey, Texts } from '../i18n/texts.js';

function views(visibility: Visibility): { seen: TextKey[]; unseen: TextKey[] } {
  if (visibility.views.available) return { seen: ['added.viewsPreview'], unseen: [] };
  const unseen =
    visibility.views.reason === 'private-channel' ? 'added.noViewsPrivate' : 'added.noViewsDisabled';
  return { seen: [], unseen: [unseen] };
}

/** What the bot can and can't see of a channel just connected, and when to come back. */
export function channelAddedText(texts: Texts, { channel, visibility }: Registration): string {
  const { seen, unseen } = views(visibility);
  const sees: TextKey[] = [
    ...(visibility.subscribers ? (['added.subscribers'] as const) : []),
    ...(visibility.posts ? (['added.posts'] as const) : []),
    ...seen,
  ];
  const seesNot: TextKey[] = [...unseen, 'added.noHistory'];
  return [
    texts.say('added.done', { title: channel.title }),
    '',
    texts.say('added.sees'),
    ...sees.map((key) => texts.say(key)),
    '',
    texts.say('added.seesNot'),
    ...seesNot.map((key) => texts.say(key)),
    '',
    texts.say('added.soon'),
  ].join('\n');
}
