/* global fetch, EventSource, AbortSignal, setTimeout, clearTimeout */

/** The sandbox refused a request; the message is its own reason. */
export class RefusedError extends Error {}

/** The sandbox gave no answer at all. */
export class OutageError extends Error {}

const answerWithinMs = 10_000;

async function call(path, options) {
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, { ...options, signal: AbortSignal.timeout(answerWithinMs) });
  } catch (cause) {
    throw new OutageError('The sandbox does not answer.', { cause });
  }
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new RefusedError(body.error ?? `The sandbox refused this (status ${response.status}).`);
}

/** Reads something of the control API. */
export function read(path) {
  return call(path, {});
}

/** Makes something happen. */
export function act(path, body = {}) {
  return call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

const events = ['message', 'deleted', 'keyboard', 'typing', 'callback-answer', 'state'];

/**
 * Listens to what happens to a person. `onOpen` comes at each (re)connection: what happened before it was missed.
 * Reconnects by itself for ever; returns a function that ends it.
 */
export function listen(userId, { onOpen, onEvent, onLost }) {
  let [source, timer, ended] = [undefined, undefined, false];
  const connect = () => {
    source = new EventSource(`/sandbox/stream?user=${userId}`);
    source.addEventListener('open', onOpen);
    source.addEventListener('error', () => {
      source.close();
      if (ended) return;
      onLost();
      timer = setTimeout(connect, 1500);
    });
    for (const name of events) source.addEventListener(name, ({ data }) => onEvent(name, JSON.parse(data)));
  };
  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    source.close();
  };
}
