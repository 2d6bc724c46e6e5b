import type { Interest } from './interest.js';
import { lastReadAge, nextPostRead, type PostState, type ReadWindow } from './post-reads.js';

const minute = 60_000;
const hour = 60 * minute;

/** A channel as planning sees it. Times are milliseconds since 1970. */
export interface ChannelState {
  readonly interest: Interest;
  /** When its subscribers were last counted; null before the first time. */
  readonly subscribersReadAt: number | null;
  /** Its posts of the last 30 days, newest first; an album is one post. */
  readonly posts: readonly PostState[];
  /** How many posts one call gives: 20 on a preview page, up to 200 by id; 0 where no source gives posts. */
  readonly postsPerCall: number;
  /** What a call for posts is: a preview page, or a block of ids over MTProto. @default 'page' */
  readonly postsBy?: 'page' | 'block' | undefined;
}

/** What to read of a channel. `posts`: so many of the newest ones, 0 for none. */
export interface ChannelReads {
  readonly subscribers: boolean;
  readonly posts: number;
}

/** Calls that a reading takes, by the budget they come out of. */
export interface ReadCost {
  /** Calls with the bot's token. */
  readonly calls: number;
  /** Preview pages. */
  readonly pages: number;
  /** Calls over MTProto. @default 0 */
  readonly blocks?: number | undefined;
}

/** Telegram caches the count for a minute. */
const subscribersEvery: Readonly<Record<Interest, ReadWindow>> = {
  live: { earliest: 4 * minute, latest: 5 * minute },
  watched: { earliest: 50 * minute, latest: hour },
  idle: { earliest: 150 * minute, latest: 180 * minute },
};

/** How long the newest posts go without a look that notices new, edited and deleted ones. */
const headEvery: Readonly<Record<Interest, ReadWindow>> = {
  live: { earliest: 8 * minute, latest: 10 * minute },
  watched: { earliest: 5 * hour, latest: 6 * hour },
  idle: { earliest: 20 * hour, latest: 24 * hour },
};

/** By when the channel wants to be read next; always a moment, since subscribers are counted for as long as it is followed. */
export function nextChannelRead(state: ChannelState): number {
  let next = subscribersWindow(state).latest;
  if (state.postsPerCall === 0) return next;
  next = Math.min(next, headWindow(state).latest);
  for (const post of state.posts) {
    const window = nextPostRead(post, state.interest);
    if (window !== null && window.latest < next) next = window.latest;
  }
  return next;
}

/**
 * What to read when a channel is read at `now`: what is due by then. What is only possible comes along where it costs no
 * call more: a call gives a whole page.
 */
export function readsAt(state: ChannelState, now: number): ChannelReads {
  const subscribers = subscribersWindow(state).earliest <= now;
  if (state.postsPerCall === 0) return { subscribers, posts: 0 };
  let depth = headWindow(state).latest <= now ? 1 : 0;
  for (const [index, post] of state.posts.entries()) {
    const window = nextPostRead(post, state.interest);
    if (window !== null && window.latest <= now) depth = index + 1;
  }
  return { subscribers, posts: Math.ceil(depth / state.postsPerCall) * state.postsPerCall };
}

/** What a reading costs. By ids, one call more finds out which ids are the newest. */
export function costOf(
  reads: ChannelReads,
  { postsPerCall, postsBy = 'page' }: Pick<ChannelState, 'postsPerCall' | 'postsBy'>,
): ReadCost {
  const calls = reads.subscribers ? 1 : 0;
  const forPosts = postsPerCall === 0 ? 0 : Math.ceil(reads.posts / postsPerCall);
  if (postsBy === 'page') return { calls, pages: forPosts };
  return { calls, pages: 0, blocks: forPosts === 0 ? 0 : forPosts + 1 };
}

/** The channel after it was read at `now`. Posts that grew too old to be read again are left out. */
export function afterReading(state: ChannelState, reads: ChannelReads, now: number): ChannelState {
  const posts = state.posts
    .map((post, index) => (index < reads.posts ? { postedAt: post.postedAt, readAt: now } : post))
    .filter(({ postedAt, readAt }) => readAt === null || readAt - postedAt < lastReadAge);
  return { ...state, posts, subscribersReadAt: reads.subscribers ? now : state.subscribersReadAt };
}

function subscribersWindow({ interest, subscribersReadAt }: ChannelState): ReadWindow {
  return since(subscribersReadAt, subscribersEvery[interest]);
}

function headWindow({ interest, posts, subscribersReadAt }: ChannelState): ReadWindow {
  // Of a channel without posts nothing remembers a look: it is looked at whenever its subscribers are counted.
  const [newest] = posts;
  if (newest === undefined) return since(subscribersReadAt, subscribersEvery[interest]);
  return newest.readAt === null
    ? { earliest: newest.postedAt, latest: newest.postedAt + 3 * minute }
    : since(newest.readAt, headEvery[interest]);
}

function since(readAt: number | null, every: ReadWindow): ReadWindow {
  if (readAt === null) return { earliest: 0, latest: 0 };
  return { earliest: readAt + every.earliest, latest: readAt + every.latest };
}
