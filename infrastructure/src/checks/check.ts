import type { Repository } from '../repository/repository.js';

/** One thing that is looked at. `run` returns a line for each problem: where it is, what is wrong, how to mend it. */
export interface Check {
  readonly title: string;
  readonly run: (repository: Repository) => readonly string[];
  /** Why it can't run here; undefined when it can. */
  readonly skip?: () => string | undefined;
}
