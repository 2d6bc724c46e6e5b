/** Base of the errors of this library. */
export abstract class CachingError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A group of the table breaks a rule. */
export class InvalidGroupError extends CachingError {
  readonly code = 'E_CACHE_GROUP';

  constructor(
    readonly group: string,
    readonly rule: string,
  ) {
    super(`The cache group "${group}" can't be used: ${rule}.`);
  }
}

/** An option of the cache breaks a rule. */
export class InvalidOptionError extends CachingError {
  readonly code = 'E_CACHE_OPTION';

  constructor(
    readonly option: string,
    rule: string,
  ) {
    super(`The cache option "${option}" can't be used: ${rule}.`);
  }
}

/** A group that is not in the table was asked for. */
export class UnknownGroupError extends CachingError {
  readonly code = 'E_CACHE_UNKNOWN_GROUP';

  constructor(readonly group: string) {
    super(`There is no cache group "${group}": add it to the table given to CachingModule.`);
  }
}

/** A key part or a tag can't be used. The part itself is left out: it may be long or private. */
export class InvalidKeyError extends CachingError {
  readonly code = 'E_CACHE_KEY';

  constructor(readonly rule: string) {
    super(`The cache key or tag can't be used: ${rule}.`);
  }
}

/** The loader took longer than the group allows. */
export class LoadTimeoutError extends CachingError {
  readonly code = 'E_CACHE_LOAD_TIMEOUT';

  constructor(
    readonly group: string,
    readonly afterMs: number,
  ) {
    super(`Loading a value of "${group}" took longer than ${afterMs} ms.`);
  }
}

/** The loader gave something that is not JSON (a bigint, a cycle). */
export class NotSerialisableError extends CachingError {
  readonly code = 'E_CACHE_NOT_JSON';

  constructor(
    readonly group: string,
    cause: unknown,
  ) {
    super(`A value of "${group}" can't be cached: it is not plain JSON.`, { cause });
  }
}

/** A Redis operation of the cache was not done: no connection, no answer in time, or the circuit is open. */
export class L2UnavailableError extends CachingError {
  readonly code = 'E_CACHE_L2_UNAVAILABLE';

  constructor(reason: string, cause?: unknown) {
    super(`The cache's Redis is not available: ${reason}.`, cause === undefined ? undefined : { cause });
  }
}

/**
 * Redis is away and so many invalidations wait for its return that one more can't be remembered: other replicas may serve
 * these tags' values until they expire.
 */
export class InvalidationBacklogError extends CachingError {
  readonly code = 'E_CACHE_INVALIDATION_BACKLOG';

  constructor(readonly limit: number) {
    super(`More than ${limit} invalidations wait for the cache's Redis to return.`);
  }
}
