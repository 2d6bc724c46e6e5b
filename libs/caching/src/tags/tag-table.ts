/** What this replica knows of a tag. */
export interface TagState {
  readonly tag: string;
  /** The highest generation heard of; 0: none yet. */
  generation: number;
  /** Rises with every invalidation heard of; learning a generation for the first time is none. */
  epoch: number;
  /** When Redis was last asked, milliseconds since the epoch. */
  checkedAt: number;
  /** Asked for since it last stood first in line to go. */
  used: boolean;
}

/** A tag's state as it was when a load began. */
export interface TagMark {
  readonly state: TagState;
  readonly generation: number;
  readonly epoch: number;
}

/**
 * The tags this replica has values of. Generations only rise. A tag that is pushed out by others takes its values along: they
 * could no longer be invalidated. Who came first goes first, unless it was used meanwhile: then it lines up again. Each read
 * of a value asks for its tags, and for that a flag is cheaper than moving them in a list.
 */
export class TagTable {
  private readonly states = new Map<string, TagState>();

  constructor(private readonly maxTags: number) {}

  /** The tag's state, made if need be. */
  state(tag: string): TagState {
    const known = this.states.get(tag);
    if (known !== undefined) {
      known.used = true;
      return known;
    }
    const state: TagState = { tag, generation: 0, epoch: 0, checkedAt: 0, used: false };
    if (this.states.size >= this.maxTags) this.pushOut();
    this.states.set(tag, state);
    return state;
  }

  /** The tag's state if this replica has one. */
  known(tag: string): TagState | undefined {
    return this.states.get(tag);
  }

  marks(tags: readonly string[]): TagMark[] {
    return tags.map((tag) => mark(this.state(tag)));
  }

  private pushOut(): void {
    let lookedAt = 0;
    for (const [tag, state] of this.states) {
      this.states.delete(tag);
      if (!state.used || ++lookedAt > mostLooks) {
        raise(state, Number.POSITIVE_INFINITY);
        return;
      }
      state.used = false;
      this.states.set(tag, state);
    }
  }
}

/** So many may line up again for one that goes, lest one who comes waits for all of them. */
const mostLooks = 32;

/** The state as it is now. */
export function mark(state: TagState): TagMark {
  return { state, generation: state.generation, epoch: state.epoch };
}

/** Takes note of a generation; lower ones are old news. */
export function raise(state: TagState, generation: number): void {
  if (generation <= state.generation) return;
  if (state.generation > 0) state.epoch += 1;
  state.generation = generation;
}

/** Drops what was loaded under the present generation, before a new number is known. */
export function outdate(state: TagState): void {
  state.generation += 1;
  state.epoch += 1;
}

/** Is a value with these marks as new as this replica knows? */
export function isCurrent(marks: readonly TagMark[]): boolean {
  for (const { state, generation } of marks) if (state.generation > generation) return false;
  return true;
}

/** Was none of the tags invalidated since the marks were made? */
export function isUndisturbed(marks: readonly TagMark[]): boolean {
  for (const { state, epoch } of marks) if (state.epoch !== epoch) return false;
  return true;
}
