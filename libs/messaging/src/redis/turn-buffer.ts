/** Gathers what one turn of the event loop produces and hands it over at the turn's end, so that many messages need one command. */
export class TurnBuffer<T> {
  private items: T[] = [];

  /** @param handOver takes at least one item; must not throw */
  constructor(private readonly handOver: (items: readonly T[]) => void) {}

  /** Notes an item of this turn. */
  add(item: T): void {
    if (this.items.push(item) > 1) return;
    setImmediate(() => {
      const items = this.items;
      this.items = [];
      this.handOver(items);
    });
  }
}

/** Cuts a list into pieces of at most `size`: one command takes only so many arguments. */
export function pieces<T>(items: readonly T[], size: number): (readonly T[])[] {
  if (items.length <= size) return items.length === 0 ? [] : [items];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
