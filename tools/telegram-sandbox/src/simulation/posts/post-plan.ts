import { type ChannelSimulationSpec, type SimPost, type SimPostKind } from '../channel-simulation.js';
import { type Random, createRandom, hash32 } from '../chance/random.js';
import { type Rhythm } from '../chance/rhythm.js';
import { type SimulationEvent } from '../simulation-event.schema.js';
import { linkCard, postText } from './post-texts.js';

const dayMs = 86_400_000;
const minutesApart = 12;

/** How a post will fare, relative to the channel. */
export interface PostFate {
  /** Final views ÷ subscribers at publication. */
  reach: number;
  /** Reactions ÷ views, by emoji, most frequent first. */
  reactions: readonly { emoji: string; rate: number }[];
  /** Forwards ÷ views. */
  forwards: number;
}

/** A post that has no id yet. */
export interface PlannedPost extends Pick<
  SimPost,
  'at' | 'kind' | 'text' | 'edits' | 'forwardedFrom' | 'link'
> {
  /** Ids it takes: 1, of an album one for each picture. */
  items: number;
  /** Ids left out before it: messages that were deleted at once. */
  gap: number;
  /** When it gets pinned, if it does. */
  pinAt?: number;
  fate: PostFate;
}

const emojiSets = [
  ['👍', '🔥', '❤', '😁'],
  ['❤', '👍', '🙏', '😍', '🎉'],
  ['👍', '🤔', '👏', '😱'],
] as const;

const neighbours = [
  { title: 'Morning Digest', username: 'morning_digest_demo' },
  { title: 'The Long Read', username: 'long_read_demo' },
] as const;

const kinds: readonly SimPostKind[] = ['text', 'photo', 'video', 'album'];

/** What a channel publishes by itself on a day (0: the day of birth), in order of time. */
export function planDay(
  spec: Required<ChannelSimulationSpec>,
  publishers: Rhythm,
  day: number,
): PlannedPost[] {
  const start = spec.bornAt.getTime() + day * dayMs;
  const random = createRandom(`${spec.seed}:${spec.id}:posts:${day}`);
  const wanted = random.poisson(spec.postsPerDay);
  const times = Array.from({ length: wanted }, () =>
    publishers.momentAt(random.next(), start, start + dayMs - 1000),
  );
  const seconds = times.map((ms) => Math.ceil(ms / 1000) * 1000).sort((a, b) => a - b);
  const spaced = seconds.filter((at, i) => i === 0 || at - (seconds[i - 1] ?? 0) >= minutesApart * 60_000);
  return spaced.map((at, i) =>
    planPost(spec, publishers, at, start + dayMs, createRandom(`${spec.seed}:${spec.id}:post:${day}:${i}`)),
  );
}

function planPost(
  spec: Required<ChannelSimulationSpec>,
  publishers: Rhythm,
  at: number,
  endOfDay: number,
  random: Random,
): PlannedPost {
  const kind = random.pick(kinds, [46, 34, 9, 11]);
  const hasLink = kind === 'text' && random.next() < 0.2;
  const link = hasLink ? linkCard(random, spec.topic) : undefined;
  const written = postText(random, spec.topic);
  const text = link ? `${written}\n\n${link.url}` : kind === 'album' && random.next() < 0.15 ? '' : written;
  const edited = text !== '' && random.next() < 0.07;
  const pinAt = at + 1000 * (20 + random.below(300));
  const edits = edited
    ? [
        {
          at: new Date(at + 60_000 * (2 + random.below(40))),
          text: `${text}\n\nUpdated: one figure corrected.`,
        },
      ]
    : [];
  return {
    at: new Date(at),
    kind,
    text,
    edits,
    items: kind === 'album' ? 2 + random.below(5) : 1,
    gap: random.next() < 0.1 ? 1 + random.below(2) : 0,
    ...(link && { link }),
    ...(random.next() < 0.05 && { forwardedFrom: random.pick(neighbours) }),
    ...(random.next() < 0.02 && pinAt < endOfDay && { pinAt }),
    fate: planFate(spec, publishers, at, random),
  };
}

/** A post made by hand: its words and kind are given, its fate is its own. */
export function planInjected(
  spec: Required<ChannelSimulationSpec>,
  publishers: Rhythm,
  event: Extract<SimulationEvent, { type: 'post' }>,
  index: number,
): PlannedPost {
  const random = createRandom(`${spec.seed}:${spec.id}:injected:${index}`);
  const fate = planFate(spec, publishers, event.at.getTime(), random);
  return {
    at: event.at,
    kind: event.kind,
    text: event.text || (event.kind === 'text' ? postText(random, spec.topic) : ''),
    edits: [],
    items: event.kind === 'album' ? (event.items ?? 3) : 1,
    gap: 0,
    fate: { ...fate, reach: fate.reach * event.reach },
  };
}

/** Ordinary posts scatter around the channel's reach and stay below 95 % of the subscribers; one in forty goes viral. */
function planFate(
  spec: Required<ChannelSimulationSpec>,
  publishers: Rhythm,
  at: number,
  random: Random,
): PostFate {
  const goodHour = 0.85 + 0.15 * Math.min(2, publishers.activityAt(at));
  const ordinary = Math.min(0.95, spec.medianReach * Math.exp(0.3 * random.normal()) * goodHour);
  const viral = random.next() < 0.025 ? random.between(1.5, 4) : 1;
  const emoji = emojiSets[hash32(`${spec.seed}:${spec.id}:emoji`) % emojiSets.length] ?? emojiSets[0];
  const rate = spec.reactionRate * Math.exp(0.4 * random.normal());
  const parts = emoji.map((_, i) => random.between(0.5, 1.5) / (i + 1) ** 1.3);
  const total = parts.reduce((sum, part) => sum + part, 0);
  const reactions = emoji
    .map((name, i) => ({ emoji: name, rate: (rate * (parts[i] ?? 0)) / total }))
    .sort((a, b) => b.rate - a.rate);
  return { reach: ordinary * viral, reactions, forwards: 0.012 * Math.exp(0.7 * random.normal()) };
}
