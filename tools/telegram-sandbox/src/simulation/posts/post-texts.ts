import { type SimTopic } from '../channel-simulation.js';
import { type Random } from '../chance/random.js';

/** The words of a topic: headlines, sentences that follow them, and tags. */
interface Topic {
  headlines: readonly string[];
  sentences: readonly string[];
  tags: readonly string[];
  site: string;
}

const topics: Record<SimTopic, Topic> = {
  city: {
    site: 'harbourpost.example',
    headlines: [
      'The tram line along the river opens on Monday',
      'Night market returns to the old harbour',
      'Three bridges close for repairs, here is the detour',
      'City library extends its opening hours',
      'First snow is expected tonight',
      'A new park instead of the car factory',
      'Ferries run every ten minutes this summer',
      'School swimming pool opens for everybody',
      'Rents fell for the second month in a row',
      'Farmers bring the first strawberries to town',
    ],
    sentences: [
      'The mayor’s office published the schedule this morning.',
      'Residents had asked for it since spring.',
      'Bring a reusable cup and save on your coffee.',
      'Drivers should allow an extra quarter of an hour.',
      'We walked the whole route and timed it for you.',
      'Entrance is free for children under seven.',
      'Write to us what you think, we read everything.',
      'The work will take about six weeks.',
    ],
    tags: ['#city', '#transport', '#weekend'],
  },
  kitchen: {
    site: 'slowkitchen.example',
    headlines: [
      'Bread with one hand: a dough that needs no kneading',
      'Pumpkin soup in twenty minutes',
      'How to tell a ripe melon from a pretty one',
      'Five things to cook when the fridge is empty',
      'Plov for eight people, step by step',
      'Why your pancakes stick, and what to do',
      'A jam that keeps without a cellar',
      'Tea the way my grandmother made it',
      'The sharp knife rule',
      'One pan, three dinners',
    ],
    sentences: [
      'The secret is to wait until the butter smells of nuts.',
      'Measure the flour by weight, never by cups.',
      'It tastes even better on the second day.',
      'Salt goes in at the very end.',
      'You can replace the cream with thick yoghurt.',
      'Leave it under a towel while you lay the table.',
      'Save this one, the season is short.',
      'Tell us how yours turned out.',
    ],
    tags: ['#recipe', '#quick', '#season'],
  },
  software: {
    site: 'smallserver.example',
    headlines: [
      'How one index made a page forty times faster',
      'A release that fixes the slow start',
      'What we learned from a night without a database',
      'Queues explained with a coffee shop',
      'Five settings worth changing on day one',
      'Reading a flame graph without fear',
      'Backups are easy, restoring is the hard part',
      'A tiny tool for large log files',
      'Why the average response time lies',
      'Dark mode is here',
    ],
    sentences: [
      'The whole change is eleven lines long.',
      'We measured it before and after, numbers below.',
      'Older versions get the fix as well.',
      'If you use the defaults, nothing changes for you.',
      'The trick is to ask for less.',
      'Comments are open, tell us where we are wrong.',
      'The code is free to use and to change.',
      'Next week we look at the other half of the story.',
    ],
    tags: ['#performance', '#release', '#notes'],
  },
};

/** Put before a headline now and then, so that a channel of months does not repeat itself too plainly. */
const kickers = ['In brief: ', 'Reminder: ', 'Most read: ', 'From the archive: ', 'Asked again: '];

/** A post's words: a headline, up to three sentences, sometimes tags. */
export function postText(random: Random, topicName: SimTopic): string {
  const topic = topics[topicName];
  const first = random.below(topic.sentences.length);
  const sentences = Array.from(
    { length: random.below(4) },
    (_, i) => topic.sentences[(first + i * 3) % topic.sentences.length],
  );
  const body = sentences.length > 0 ? `\n\n${sentences.join(' ')}` : '';
  const tag = random.next() < 0.25 ? `\n\n${random.pick(topic.tags)}` : '';
  const kicker = kickers[(first * 3 + sentences.length * 7) % (2 * kickers.length)] ?? '';
  return `${kicker}${random.pick(topic.headlines)}${body}${tag}`;
}

/** A preview card for a link to a page on the channel's topic. */
export function linkCard(
  random: Random,
  topicName: SimTopic,
): { url: string; site: string; title: string; description: string } {
  const topic = topics[topicName];
  const title = random.pick(topic.headlines);
  const path = title
    .toLowerCase()
    .replace(/[^a-z]+/g, '-')
    .replace(/-$/, '');
  return {
    url: `https://${topic.site}/${path}`,
    site: topic.site,
    title,
    description: random.pick(topic.sentences),
  };
}
