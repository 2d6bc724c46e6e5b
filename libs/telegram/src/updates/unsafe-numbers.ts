import { UpdateError } from './update.errors.js';

/** Telegram nests a dozen levels; what is far deeper was made to break us. */
const deepest = 100;

interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/**
 * Checks that every integer in a value parsed from JSON is exact.
 * @throws UpdateError `E_UPDATE_UNSAFE_NUMBER` for an integer beyond 2^53: it may already be another number than the one
 * that was sent; `E_UPDATE_TOO_DEEP` beyond 100 levels
 */
export function assertSafeNumbers(root: unknown): void {
  const open: Place[] = [{ value: root, path: '', depth: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value, path, depth } = place;
    if (typeof value === 'number') assertSafe(value, path);
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= deepest) {
      throw new UpdateError('E_UPDATE_TOO_DEEP', `The update is nested deeper than ${deepest} levels.`);
    }
    for (const [key, inner] of Object.entries(value)) {
      open.push({ value: inner, path: path === '' ? key : `${path}.${key}`, depth: depth + 1 });
    }
  }
}

function assertSafe(value: number, path: string): void {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return;
  throw new UpdateError(
    'E_UPDATE_UNSAFE_NUMBER',
    `The number at "${path.slice(0, 200)}" is beyond 2^53 and can not be read exactly.`,
    { path },
  );
}
