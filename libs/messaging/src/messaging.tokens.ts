/** The options of `MessagingModule`, defaults filled in (`ResolvedMessagingOptions`). */
export const MESSAGING_OPTIONS = Symbol('MESSAGING_OPTIONS');

/** The ioredis connection that sends and acknowledges. Fails fast while Redis is away; not for blocking commands. */
export const WORK_CONNECTION = Symbol('WORK_CONNECTION');
