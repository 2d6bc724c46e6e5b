import { watchNpm } from './npm-watch.js';

/** What ends the suite from outside. */
export interface StopRequest {
  /** Resolves to words for the reason at the first request to stop. */
  readonly requested: Promise<string>;
  /** Calls back when a person asks again because stopping takes too long. */
  onImpatience(act: () => void): void;
  /** Lets the signals have their usual effect again. */
  dispose(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal's Ctrl-C reaches us twice: from the terminal itself and passed on by npm. */
const SAME_REQUEST_MS = 1_000;

/**
 * Listens for Ctrl-C, SIGTERM and SIGHUP, and for the death of `npm` when it started us: nobody else would tell us that it was killed.
 */
export function listenForStop(startedByNpm: boolean): StopRequest {
  let request!: (reason: string) => void;
  const requested = new Promise<string>((resolve) => (request = resolve));
  let firstAt: number | undefined;
  let impatient: () => void = () => undefined;

  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt !== undefined && Date.now() - firstAt > SAME_REQUEST_MS) impatient();
    firstAt ??= Date.now();
    request(signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);

  const unwatch = startedByNpm ? watchNpm(() => request('npm is gone')) : undefined;

  // The reader of our output is gone, as after a closed terminal: nothing to tell any more, but much to stop.
  const onOutputError = () => request('the output was closed');
  process.stdout.on('error', onOutputError);

  return {
    requested,
    onImpatience: (act) => (impatient = act),
    dispose: () => {
      void unwatch?.then((end) => end());
      process.stdout.off('error', onOutputError);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
