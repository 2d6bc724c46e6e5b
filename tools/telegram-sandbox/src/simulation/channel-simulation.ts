import { type SimulationEvent, type SimulationEventInput } from './simulation-event.schema.js';

/** What a simulated channel is made of. The same spec always gives the same channel. */
export interface ChannelSimulationSpec {
  /** The channel's chat id as the Bot API shows it (-100…); part of the seed. */
  id: number;
  seed: number | string;
  /** The first moment of the simulation; nothing exists before. */
  bornAt: Date;
  /** Subscribers at `bornAt`. */
  subscribersAtBirth: number;
  /** Mean posts a day. @default 4 */
  postsPerDay?: number;
  /** Final views of a typical post as a share of the subscribers at its publication. @default 0.4 */
  medianReach?: number;
  /** Joins a day as a share of the subscribers. @default 0.006 */
  dailyJoins?: number;
  /** Leaves a day as a share of the subscribers. @default 0.004 */
  dailyLeaves?: number;
  /** Reactions of all emoji together ÷ views. 0: reactions are off. @default 0.018 */
  reactionRate?: number;
  /** What the posts are about. @default decided by the seed */
  topic?: SimTopic;
  /** Hours that the channel's audience is ahead of UTC: its mornings and nights. @default 3 */
  utcOffsetHours?: number;
}

/** What a channel writes about. */
export type SimTopic = 'city' | 'kitchen' | 'software';

/** What a post shows. `album`: several photos under one text. */
export type SimPostKind = 'text' | 'photo' | 'video' | 'album';

/** One post of a channel. An album is one post, though it takes several message ids. */
export interface SimPost {
  /** The post's own id; of an album, its first item's. */
  messageId: number;
  /** Publication, to the second. */
  at: Date;
  kind: SimPostKind;
  /** The text as first published ('' for a post without a caption). See `textOf` for edits. */
  text: string;
  /** Ids of all items of an album, ascending, `messageId` first; empty for other kinds. */
  albumIds: readonly number[];
  /** Where the post was forwarded from, if it was. */
  forwardedFrom?: { title: string; username: string };
  /** A link in the text with a preview card below, if any. */
  link?: { url: string; site: string; title: string; description: string };
  /** Edits, oldest first. */
  edits: readonly { at: Date; text: string }[];
  /** When the post was deleted, if it was. */
  deletedAt?: Date;
}

/** A message that is no post: it has an id and a time, but no views. */
export interface SimServiceMessage {
  messageId: number;
  at: Date;
  /** The post that was pinned. */
  pinnedMessageId: number;
}

/** One person came or went. */
export interface SimMembershipEvent {
  at: Date;
  kind: 'join' | 'leave';
  userId: number;
  /** The link the person came through (joins only; absent when they found the channel by themselves). */
  inviteLink?: string;
}

/** What the channel's subscribers did with a post by a moment; every number only grows. */
export type SimReactions = Readonly<Record<string, number>>;

/**
 * A channel whose whole life follows from its spec and the injected events. Time is always an argument; asking twice
 * gives the same answer; asking about the future is allowed and does not fix it.
 * Intervals are (from, to]: open at the start, closed at the end, so adjoining intervals neither miss nor repeat: who reads on and
 * on injects events later than the last interval's end.
 * Days are worked out once, when first asked about (about 0.1 ms a day of a small channel); then every question costs microseconds.
 * Moments beyond ten years after the birth throw a RangeError.
 */
export interface ChannelSimulation {
  readonly spec: Required<ChannelSimulationSpec>;
  /** Posts published in (from, to], oldest first; posts deleted by `to` are left out. */
  postsBetween(from: Date, to: Date): SimPost[];
  /** Service messages ("pinned …") in (from, to], oldest first. */
  serviceMessagesBetween(from: Date, to: Date): SimServiceMessage[];
  /** Edits made in (from, to], oldest first, each with its post. */
  editsBetween(from: Date, to: Date): { at: Date; post: SimPost; text: string }[];
  /** The newest posts and service messages with an id below `before` that exist at `at`: at most `limit`, oldest first. */
  messagesBefore(at: Date, limit: number, before?: number): (SimPost | SimServiceMessage)[];
  /** The post that owns this id (an album by any of its items), if it exists at `at`. */
  postById(messageId: number, at: Date): SimPost | undefined;
  /** The post's text at a moment, after its edits. */
  textOf(post: SimPost, at: Date): string;
  /** Views by `at`: 0 before publication, never falling. */
  viewsAt(post: SimPost, at: Date): number;
  /** Reactions by `at`, by emoji, most frequent first; emoji without any are left out. */
  reactionsAt(post: SimPost, at: Date): SimReactions;
  forwardsAt(post: SimPost, at: Date): number;
  /** Subscribers at a moment: exactly `subscribersAtBirth` plus joins minus leaves. */
  subscribersAt(at: Date): number;
  /** Joins and leaves in (from, to], oldest first. */
  membershipBetween(from: Date, to: Date): SimMembershipEvent[];
  /**
   * Makes something happen. Returns the event as parsed and kept in the journal; for `post` and `pin` with the message's id.
   * @throws SimulationEventError (E_SIMULATION_EVENT) for a malformed event, one before the birth, or an unknown post.
   */
  inject(event: SimulationEventInput): { event: SimulationEvent; messageId?: number };
  /** All injected events in the order of injection; JSON-safe, for `restore`. */
  journal(): readonly SimulationEvent[];
  /**
   * Replaces all injected events by these, as read from a stored journal.
   * @throws SimulationEventError (E_SIMULATION_EVENT) for a malformed journal; nothing is changed then.
   */
  restore(events: readonly unknown[]): void;
}
