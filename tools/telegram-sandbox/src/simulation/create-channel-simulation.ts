import { z } from 'zod';
import {
  type ChannelSimulation,
  type ChannelSimulationSpec,
  type SimPost,
  type SimReactions,
  type SimTopic,
} from './channel-simulation.js';
import { hash32 } from './chance/random.js';
import { createRhythm, publishersDay, readersDay } from './chance/rhythm.js';
import { MembershipTimeline } from './membership/membership-timeline.js';
import { PostCounters } from './posts/post-counters.js';
import { type TimelineMessage, PostTimeline, isDeleted } from './posts/post-timeline.js';
import { type SimulationEvent, simulationEventSchema } from './simulation-event.schema.js';
import { SimulationEventError } from './simulation.errors.js';

const topics: readonly SimTopic[] = ['city', 'kitchen', 'software'];

/** Every day up to the one asked about is worked out: a wrong date must not take for ever. */
const longestLifeMs = 3660 * 86_400_000;

/** The parts of a channel that follow from its spec and its journal. */
interface Timelines {
  membership: MembershipTimeline;
  posts: PostTimeline;
  counters: PostCounters;
}

/** A channel that lives by its spec; see ChannelSimulation. Nothing is worked out before somebody asks. */
export function createChannelSimulation(input: ChannelSimulationSpec): ChannelSimulation {
  const spec = withDefaults(input);
  let journal: SimulationEvent[] = [];
  let timelines = build(spec, journal);
  const ms = (date: Date): number => {
    const at = date.getTime();
    if (at - spec.bornAt.getTime() <= longestLifeMs) return at;
    throw new RangeError(`A channel is simulated for ten years after its birth, not until ${String(date)}.`);
  };

  /** Checks an event against the channel as it is. */
  const check = (event: SimulationEvent, { posts }: Timelines): void => {
    if (ms(event.at) < ms(spec.bornAt)) {
      throw new SimulationEventError(
        `The channel exists only since ${spec.bornAt.toISOString()}: choose a later moment.`,
      );
    }
    if (!('messageId' in event)) return;
    const owner = posts.find(event.messageId, ms(event.at));
    if (!owner || isDeleted(owner.post, ms(event.at))) {
      throw new SimulationEventError(`There is no post ${event.messageId} at ${event.at.toISOString()}.`);
    }
  };

  return {
    spec,
    postsBetween: (from, to) =>
      timelines.posts
        .between(ms(from), ms(to))
        .flatMap((message) =>
          message.type === 'post' && !isDeleted(message.post, ms(to)) ? [message.post] : [],
        ),
    serviceMessagesBetween: (from, to) =>
      timelines.posts
        .between(ms(from), ms(to))
        .flatMap((message) => (message.type === 'service' ? [message.service] : [])),
    editsBetween: (from, to) => timelines.posts.editsBetween(ms(from), ms(to)),
    messagesBefore: (at, limit, before = Number.MAX_SAFE_INTEGER) =>
      timelines.posts.before(ms(at), limit, before).map(shown),
    postById: (messageId, at) => {
      const post = timelines.posts.find(messageId, ms(at))?.post;
      return post && !isDeleted(post, ms(at)) ? post : undefined;
    },
    textOf: (post, at) => post.edits.filter((edit) => edit.at <= at).at(-1)?.text ?? post.text,
    viewsAt: (post, at) => timelines.counters.viewsAt(post, ms(at)),
    reactionsAt: (post, at): SimReactions => timelines.counters.reactionsAt(post, ms(at)),
    forwardsAt: (post, at) => timelines.counters.forwardsAt(post, ms(at)),
    subscribersAt: (at) => timelines.membership.subscribersAt(ms(at)),
    membershipBetween: (from, to) => timelines.membership.between(ms(from), ms(to)),
    inject: (raw) => {
      const event = parse(raw);
      check(event, timelines);
      apply(timelines, event, journal.length);
      journal.push(event);
      const takesId = event.type === 'post' || event.type === 'pin';
      const messageId = takesId ? timelines.posts.lastIdAt(ms(event.at)) : undefined;
      return { event, ...(messageId !== undefined && { messageId }) };
    },
    journal: () => [...journal],
    restore: (events) => {
      const parsed = events.map(parse);
      const fresh = build(spec, []);
      parsed.forEach((event, index) => {
        check(event, fresh);
        apply(fresh, event, index);
      });
      [journal, timelines] = [parsed, fresh];
    },
  };
}

function withDefaults(input: ChannelSimulationSpec): Required<ChannelSimulationSpec> {
  return {
    postsPerDay: 4,
    medianReach: 0.4,
    dailyJoins: 0.006,
    dailyLeaves: 0.004,
    reactionRate: 0.018,
    utcOffsetHours: 3,
    topic: topics[hash32(`${input.seed}:${input.id}:topic`) % topics.length] ?? 'city',
    ...input,
    bornAt: new Date(Math.floor(input.bornAt.getTime() / 1000) * 1000),
  };
}

function build(spec: Required<ChannelSimulationSpec>, journal: readonly SimulationEvent[]): Timelines {
  const readers = createRhythm(readersDay, spec.utcOffsetHours);
  const membership = new MembershipTimeline(spec, readers);
  const posts = new PostTimeline(spec, createRhythm(publishersDay, spec.utcOffsetHours));
  const timelines = { membership, posts, counters: new PostCounters(readers, membership, posts) };
  journal.forEach((event, index) => apply(timelines, event, index));
  return timelines;
}

function apply({ membership, posts, counters }: Timelines, event: SimulationEvent, index: number): void {
  membership.add(event, index);
  posts.add(event, index);
  counters.add(event);
}

function parse(raw: unknown): SimulationEvent {
  const result = simulationEventSchema.safeParse(raw);
  if (!result.success) {
    throw new SimulationEventError(`This is no event of a channel: ${z.prettifyError(result.error)}`, {
      cause: result.error,
    });
  }
  return result.data;
}

function shown(
  message: TimelineMessage,
): SimPost | ReturnType<ChannelSimulation['serviceMessagesBetween']>[number] {
  return message.type === 'post' ? message.post : message.service;
}
