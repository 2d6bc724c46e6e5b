import type { CheerioAPI } from 'cheerio';
import type { ReactionReading } from '../sources/figure-source.js';
import { parseCount } from './parse-count.js';
import type { Parts } from './markup.js';

/** The reactions shown under a post; a page shows none where there are none or where the channel has them switched off. */
export function reactionsOf($: CheerioAPI, own: Parts): ReactionReading[] {
  return own
    .find('.tgme_widget_message_reactions .tgme_reaction')
    .toArray()
    .flatMap((element) => {
      const reaction = $(element);
      const key = keyOf(reaction);
      const amount = reaction.clone();
      // What is left beside the picture is the number.
      amount.children().remove();
      const count = parseCount(amount.text());
      return key === undefined || count === undefined ? [] : [{ key, count }];
    });
}

/** Custom emoji are empty elements with an id; ordinary ones are written out inside a picture. */
function keyOf(reaction: Parts): string | undefined {
  if (reaction.hasClass('tgme_reaction_paid')) return 'paid';
  const custom = reaction.find('tg-emoji').first().attr('emoji-id');
  if (custom !== undefined && custom !== '') return `custom:${custom}`;
  const emoji = reaction.find('.emoji').first().text().trim();
  return emoji === '' ? undefined : emoji;
}
