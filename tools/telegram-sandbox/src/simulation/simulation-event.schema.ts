import { z } from 'zod';

const at = z.coerce.date();
const messageId = z.number().int().positive();
const count = z.number().int().min(1).max(100_000);
const inviteLink = z.string().min(1).max(200);

/**
 * What a person (or a test) makes happen in a simulated channel. `at` is the moment on the sandbox's clock; it must not
 * lie before the channel's birth nor before what was already shown to anybody, since history does not change.
 * JSON-safe: dates may be ISO strings on the way in.
 */
export const simulationEventSchema = z.discriminatedUnion('type', [
  /** A post by hand. An album takes `items` ids; `reach` scales its final views (1: an ordinary post). */
  z.object({
    type: z.literal('post'),
    at,
    kind: z.enum(['text', 'photo', 'video', 'album']).default('text'),
    text: z.string().max(4096).default(''),
    items: z.number().int().min(2).max(10).optional(),
    reach: z.number().min(0).max(20).default(1),
  }),
  z.object({ type: z.literal('edit'), at, messageId, text: z.string().max(4096) }),
  /** The post is gone from pages and from `postsBetween`; its id is never used again. */
  z.object({ type: z.literal('delete'), at, messageId }),
  /** The post is pinned: a service message takes the next id. */
  z.object({ type: z.literal('pin'), at, messageId }),
  /** `count` people join at once, or the one named by `userId` (nothing happens when already subscribed). */
  z.object({
    type: z.literal('join'),
    at,
    count: count.default(1),
    userId: z.number().int().positive().optional(),
    inviteLink: inviteLink.optional(),
  }),
  /** `count` subscribers leave at once, or the one named by `userId` (nothing happens when not subscribed). */
  z.object({
    type: z.literal('leave'),
    at,
    count: count.default(1),
    userId: z.number().int().positive().optional(),
  }),
  z.object({
    type: z.literal('reaction'),
    at,
    messageId,
    emoji: z.string().min(1).max(16),
    count: count.default(1),
  }),
  /** From `at` on, `share` of the ordinary joins come through an invite link (split evenly among links). */
  z.object({ type: z.literal('invite-link'), at, inviteLink, share: z.number().min(0).max(1).default(0.25) }),
  /** `joins` people join through the link within `hours`; `leaveShare` of them leave within `leaveWithinDays`. */
  z.object({
    type: z.literal('campaign-burst'),
    at,
    inviteLink,
    joins: count,
    hours: z.number().positive().max(240).default(6),
    leaveShare: z.number().min(0).max(1).default(0.35),
    leaveWithinDays: z.number().positive().max(90).default(5),
  }),
  /** Posts published within [from, until] gain only `fraction` of their views from `at` on. */
  z.object({
    type: z.literal('views-drop'),
    at,
    from: z.coerce.date(),
    until: z.coerce.date(),
    fraction: z.number().min(0).max(1).default(0.3),
  }),
]);

/** An injected event, parsed: defaults filled in, dates as Date. */
export type SimulationEvent = z.output<typeof simulationEventSchema>;

/** An injected event as a caller may write it: optional fields left out, dates as Date or ISO string. */
export type SimulationEventInput = z.input<typeof simulationEventSchema>;
