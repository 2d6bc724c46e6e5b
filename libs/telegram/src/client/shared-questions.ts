import { CallAbortedError } from '../errors/telegram.errors.js';

interface Running {
  /** Of the lane it travels in; 0 is the most urgent. */
  readonly rank: number;
  readonly answer: Promise<unknown>;
  readonly giveUp: AbortController;
  callers: number;
}

/** What is asked, by whom, and how. */
export interface SharedQuestion {
  /** The same for equal questions. */
  readonly key: string;
  readonly rank: number;
  readonly ask: (signal: AbortSignal) => Promise<unknown>;
  readonly signal?: AbortSignal | undefined;
  /** Called when an equal question is already on its way. */
  readonly onJoin: () => void;
}

/**
 * Equal questions on their way at the same time are one call, whose answer all callers get. A caller that gives up leaves the
 * others theirs; the last one ends the call. A question never joins one of a less urgent lane: it would wait in that lane.
 */
export class SharedQuestions {
  private readonly running = new Map<string, Running>();

  /** @throws what the call ended with; CallAbortedError when this caller gave up */
  async answer(question: SharedQuestion): Promise<unknown> {
    const { key, rank, signal } = question;
    if (signal?.aborted) throw new CallAbortedError();
    const found = this.running.get(key);
    const joins = found !== undefined && found.rank <= rank;
    if (joins) question.onJoin();
    const call = joins ? found : this.start(question);
    call.callers += 1;
    try {
      return await orGivenUp(call.answer, signal);
    } finally {
      call.callers -= 1;
      if (call.callers === 0) call.giveUp.abort();
    }
  }

  private start({ key, rank, ask }: SharedQuestion): Running {
    const giveUp = new AbortController();
    const answer = ask(giveUp.signal).finally(() => {
      if (this.running.get(key) === call) this.running.delete(key);
    });
    // When everybody has given up, nobody hears how it ended.
    answer.catch(() => undefined);
    const call: Running = { rank, answer, giveUp, callers: 0 };
    this.running.set(key, call);
    return call;
  }
}

async function orGivenUp(answer: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return answer;
  let leave: () => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    leave = () => reject(new CallAbortedError());
    signal.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([answer, givenUp]).finally(() => signal.removeEventListener('abort', leave));
}
