import { Readable } from 'node:stream';

/** True when something to upload is a stream: it is used up by the first attempt, so there can be no second one. */
export function hasOneUseContent(payload: unknown, depth = 0): boolean {
  if (typeof payload !== 'object' || payload === null || depth > 4 || Buffer.isBuffer(payload)) return false;
  if (payload instanceof Readable) return true;
  return Object.values(payload).some((inner) => hasOneUseContent(inner, depth + 1));
}
