import type { PoolLog } from '../pool/pool-options.js';
import { StatementNameError } from './prepared.errors.js';

/** What is sent for a statement. Without a name it is not prepared. */
export interface SentStatement {
  readonly text: string;
  readonly name: string | undefined;
}

interface Known {
  readonly text: string;
  /** What is sent; another one each time that the sessions' plans went stale. */
  sent: SentStatement;
  generation: number;
}

/** The server cuts longer names off, and two of them might then be one. */
const longestName = 55;

/**
 * The names under which the statements of a pool are prepared: a bounded number, each for one text. A name whose plan went stale in some
 * session gets a successor, which every session prepares anew: no session has to be found and cleaned, behind a proxy neither.
 */
export class PreparedNames {
  private readonly known = new Map<string, Known>();
  private isFull = false;

  constructor(
    private enabled: boolean,
    private readonly limit: number,
    private readonly log: PoolLog,
  ) {}

  /** From now on names are ignored. */
  disable(): void {
    this.enabled = false;
  }

  /** Whether names prepare statements. */
  get isEnabled(): boolean {
    return this.enabled;
  }

  /**
   * What to send. The name is left out where names are off, or when there are `limit` others already.
   * @throws StatementNameError when the name is another text's, or too long
   */
  of(name: string | undefined, text: string): SentStatement {
    if (name === undefined || !this.enabled) return { text, name: undefined };
    const known = this.known.get(name);
    if (known?.text === text) return known.sent;
    if (known !== undefined) throw new StatementNameError(name, 'it is already the name of another text');
    if (name.length > longestName) {
      throw new StatementNameError(name, `it is longer than ${longestName} characters`);
    }
    if (this.known.size >= this.limit) {
      if (!this.isFull) {
        this.log.warn(
          `More than ${this.limit} statements have names; further ones, such as "${name}", are not prepared. ` +
            'Every session keeps each of them: name only what is asked often, and never build a name from data.',
        );
      }
      this.isFull = true;
      return { text, name: undefined };
    }
    const sent = { text, name };
    this.known.set(name, { text, sent, generation: 1 });
    return sent;
  }

  /** A session said that what was sent under this name has a stale plan. The next time another name is sent, of a text that differs. */
  renew(name: string, sent: SentStatement): void {
    const known = this.known.get(name);
    // Of many sessions that find out at the same time the first one is enough.
    if (known?.sent !== sent) return;
    known.generation += 1;
    // A proxy that prepares by itself knows a statement by its text.
    known.sent = { text: `${known.text} /* ${known.generation} */`, name: `${name}~${known.generation}` };
  }
}
