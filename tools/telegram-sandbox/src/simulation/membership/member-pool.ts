/**
 * Who is subscribed now, with a random pick and an undo, in constant time.
 * Members from birth have the ids `firstUserId` to `firstUserId + bornCount - 1` and cost no memory until they move.
 */
export class MemberPool {
  private readonly moved = new Map<number, number>();
  private readonly slotOf = new Map<number, number>();
  private count: number;

  constructor(
    private readonly firstUserId: number,
    private readonly bornCount: number,
  ) {
    this.count = bornCount;
  }

  get size(): number {
    return this.count;
  }

  /** The member in a slot, 0 ≤ slot < size. */
  at(slot: number): number {
    return this.moved.get(slot) ?? this.firstUserId + slot;
  }

  /** The slot of a member, or undefined for who is not subscribed. */
  find(userId: number): number | undefined {
    const slot = this.slotOf.get(userId) ?? userId - this.firstUserId;
    return slot >= 0 && slot < this.count && this.at(slot) === userId ? slot : undefined;
  }

  add(userId: number): void {
    this.place(this.count, userId);
    this.count++;
  }

  /** Takes a member out; the last one moves into the free slot. */
  removeAt(slot: number): void {
    this.slotOf.delete(this.at(slot));
    this.count--;
    if (slot !== this.count) this.place(slot, this.at(this.count));
  }

  /** Reverts the latest `add` that was not reverted. */
  undoAdd(): void {
    this.count--;
    this.slotOf.delete(this.at(this.count));
  }

  /** Reverts the latest `removeAt(slot)` of this user. */
  undoRemove(slot: number, userId: number): void {
    if (slot !== this.count) this.place(this.count, this.at(slot));
    this.place(slot, userId);
    this.count++;
  }

  private place(slot: number, userId: number): void {
    this.moved.set(slot, userId);
    this.slotOf.set(userId, slot);
  }
}
