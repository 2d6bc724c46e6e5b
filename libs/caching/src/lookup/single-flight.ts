interface Flight<T> {
  promise: Promise<T> | undefined;
  readonly isGood: () => boolean;
  superseded: boolean;
  shared: boolean;
}

/** At most one piece of work a key: who comes later gets the same promise. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /** @param onShared hears a result that several callers will get, before any of them does */
  constructor(private readonly onShared: (result: T) => void = () => undefined) {}

  /** The work under way for the key, unless its result would be out of date. Who asks is taken for one who joins. */
  running(key: string): Promise<T> | undefined {
    const flight = this.flights.get(key);
    if (flight === undefined || flight.superseded || !flight.isGood()) return undefined;
    flight.shared = true;
    return flight.promise;
  }

  /**
   * Begins work; later callers join it for as long as `isGood` holds. Replaces what ran before.
   * The work is told by a function whether its result still counts, and what it replaces, if that is not over.
   */
  begin(
    key: string,
    isGood: () => boolean,
    work: (counts: () => boolean, replaced: Promise<T> | undefined) => Promise<T>,
  ): Promise<T> {
    const replaced = this.flights.get(key)?.promise;
    const flight: Flight<T> = { promise: undefined, isGood, superseded: false, shared: false };
    this.flights.set(key, flight);
    // The end of joining and the look at who joined are one step: nobody can slip in between.
    flight.promise = work(() => !flight.superseded && isGood(), replaced).then(
      (result) => {
        this.end(key, flight);
        if (flight.shared) this.onShared(result);
        return result;
      },
      (error: unknown) => {
        this.end(key, flight);
        throw error;
      },
    );
    return flight.promise;
  }

  /** The key's value was changed from outside: nobody joins, and the result doesn't count. */
  supersede(key: string): void {
    const flight = this.flights.get(key);
    if (flight !== undefined) flight.superseded = true;
  }

  private end(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}
