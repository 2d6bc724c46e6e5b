import type { z } from 'zod';

/** A question to exactly one replica, answered before `timeoutMs` or failed with one of `errors`. */
export interface RequestContract<Q, R> {
  readonly kind: 'request';
  readonly pattern: string;
  /** Raised only when an older replica could no longer understand the payload. */
  readonly version: number;
  readonly queue: string;
  readonly timeoutMs: number;
  readonly request: z.ZodType<Q>;
  readonly reply: z.ZodType<R>;
  /** Codes a handler may answer with; anything else reaches the caller as `E_INTERNAL`. */
  readonly errors: readonly string[];
}

/** Something that happened, to be processed by exactly one replica, at least once. */
export interface EventContract<E> {
  readonly kind: 'event';
  readonly pattern: string;
  readonly version: number;
  readonly queue: string;
  readonly payload: z.ZodType<E>;
}

/** Something every replica should hear and may miss while it is down. */
export interface NewsContract<N> {
  readonly kind: 'news';
  readonly pattern: string;
  readonly version: number;
  readonly payload: z.ZodType<N>;
}

/** Work for a moment in time: delayed, repeated or retried. */
export interface JobContract<J> {
  readonly kind: 'job';
  readonly name: string;
  readonly queue: string;
  readonly version: number;
  readonly payload: z.ZodType<J>;
}

/** What a request carries, inferred from its contract. */
export type RequestOf<C> = C extends RequestContract<infer Q, unknown> ? Q : never;
/** What a request is answered with, inferred from its contract. */
export type ReplyOf<C> = C extends RequestContract<infer _Q, infer R> ? R : never;
/** What an event, a piece of news or a job carries, inferred from its contract. */
export type PayloadOf<C> = C extends { readonly payload: z.ZodType<infer E> } ? E : never;
