import { z } from 'zod';

const envelopeSchema = z.object({
  /** Given by the sender or drawn at random; stable over every delivery. */
  id: z.string().min(1),
  kind: z.enum(['request', 'event']),
  pattern: z.string().min(1),
  version: z.number().int(),
  payload: z.unknown(),
  correlationId: z.string(),
  /** The sender's clock, in milliseconds since the epoch. */
  sentAt: z.number(),
  key: z.string().optional(),
  /** Requests: the stream the answer goes to. */
  replyTo: z.string().optional(),
  /** Requests: how long the caller waits, in milliseconds from when Redis took the request. */
  budgetMs: z.number().optional(),
  /** What a dispatch hook of the client attached. */
  metadata: z.record(z.string(), z.string()).optional(),
});

/** What travels in a queue: the payload and what is known about it. Unknown fields are ignored, so that it may grow. */
export type Envelope = z.infer<typeof envelopeSchema>;

/** Reads an envelope's JSON. @throws when it is none. */
export function parseEnvelope(json: string): Envelope {
  return envelopeSchema.parse(JSON.parse(json));
}

const replySchema = z.object({
  /** The request's id. */
  id: z.string(),
  response: z.unknown().optional(),
  err: z.unknown().optional(),
  /** No further answer follows. */
  isDisposed: z.boolean().optional(),
});

/** One answer on a client's reply stream. */
export type Reply = z.infer<typeof replySchema>;

/** Reads an answer's JSON. @throws when it is none. */
export function parseReply(json: string): Reply {
  return replySchema.parse(JSON.parse(json));
}
