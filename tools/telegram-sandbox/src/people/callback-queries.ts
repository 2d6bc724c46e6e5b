/** A button press that the bot has not answered. */
export interface PressedButton {
  userId: number;
  messageId: number;
}

/** How long the bot may take to answer a press, in real time. */
const answerMs = 15 * 60_000;
const maxOpen = 5000;

/** Button presses that wait for answerCallbackQuery; not kept over a restart, as they are short-lived. */
export class CallbackQueries {
  private readonly open = new Map<string, PressedButton & { at: number }>();
  private next = 1;

  /** A press gets an id that no earlier run gave. */
  add(press: PressedButton): string {
    const id = `${BigInt(Date.now()) * 1_000_000n + BigInt(this.next++)}`;
    this.open.set(id, { ...press, at: Date.now() });
    const oldest = this.open.keys().next();
    if (this.open.size > maxOpen && !oldest.done) this.open.delete(oldest.value);
    return id;
  }

  /** Takes the press out: it can be answered once. Undefined when unknown, answered or too old. */
  take(id: string): PressedButton | undefined {
    const press = this.open.get(id);
    this.open.delete(id);
    return press && Date.now() - press.at <= answerMs ? press : undefined;
  }
}
