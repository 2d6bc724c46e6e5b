interface Flight<T> {
  readonly promise: Promise<T>;
  readonly isGood: () => boolean;
  superseded: boolean;
}

/** At most one piece of work a key: who comes later gets the same promise. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  get size(): number {
    return this.flights.size;
  }

  /** The work under way for the key, unless its result would be out of date. */
  running(key: string): Promise<T> | undefined {
    const flight = this.flights.get(key);
    return flight !== undefined && !flight.superseded && flight.isGood() ? flight.promise : undefined;
  }

  /**
   * Begins work; later callers join it for as long as `isGood` holds. Replaces what ran before.
   * The work is told by a function whether its result still counts.
   */
  begin(key: string, isGood: () => boolean, work: (counts: () => boolean) => Promise<T>): Promise<T> {
    const flight: { -readonly [K in keyof Flight<T>]?: Flight<T>[K] } = { isGood, superseded: false };
    flight.promise = work(() => !flight.superseded && isGood()).finally(() => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    });
    this.flights.set(key, flight as Flight<T>);
    return flight.promise;
  }

  /** The key's value was changed from outside: nobody joins, and the result doesn't count. */
  supersede(key: string): void {
    const flight = this.flights.get(key);
    if (flight !== undefined) flight.superseded = true;
  }
}
