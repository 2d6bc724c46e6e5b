import { z } from 'zod';
import { orderingKeyOf } from './ordering-key.js';
import { assertSafeNumbers } from './unsafe-numbers.js';
import {
  isUpdateKind,
  ruleOf,
  type IgnoredReason,
  type UpdateKind,
  type UpdateRoute,
} from './update-kinds.js';
import { UpdateError } from './update.errors.js';

const rawUpdate = z.looseObject({ update_id: z.int().nonnegative() });

/** An update as Telegram sent it: only `update_id` is checked, every other field is kept as it came. */
export type RawUpdate = z.infer<typeof rawUpdate>;

/** What an update is about, whose it is, and what it must stay in order with. */
export interface ClassifiedUpdate {
  readonly update: RawUpdate;
  readonly updateId: number;
  readonly kind: UpdateKind | 'unknown';
  readonly route: UpdateRoute;
  /** Updates of one key are handled in order: a chat's id, or a user's where there is no chat; decimal string. */
  readonly key: string;
  /** Why nobody handles it; only with route `ignored`. */
  readonly reason?: IgnoredReason;
}

/**
 * Reads what the gateway needs to know of an update. Kinds that Telegram adds later are `unknown` and ignored, never an error.
 * @throws UpdateError `E_UPDATE_NOT_AN_OBJECT`, `E_UPDATE_NO_ID`, `E_UPDATE_UNSAFE_NUMBER`, `E_UPDATE_TOO_DEEP`, or
 * `E_UPDATE_INCOMPLETE` when a kind that we handle lacks the chat or user it is about
 */
export function classifyUpdate(raw: unknown): ClassifiedUpdate {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new UpdateError('E_UPDATE_NOT_AN_OBJECT', 'The input is not an object: send one Update.');
  }
  assertSafeNumbers(raw);
  const parsed = rawUpdate.safeParse(raw);
  if (!parsed.success) {
    throw new UpdateError(
      'E_UPDATE_NO_ID',
      'The update has no update_id that is a whole number of 0 or more.',
      {
        path: 'update_id',
      },
    );
  }
  const update = parsed.data;
  const updateId = update.update_id;
  const kinds = Object.keys(update).filter((name) => name !== 'update_id');
  const [kind] = kinds;
  const ignore = (reason: IgnoredReason): ClassifiedUpdate => ({
    update,
    updateId,
    kind: 'unknown',
    route: 'ignored',
    key: `update-${updateId}`,
    reason,
  });
  if (kind === undefined) return ignore('no-kind');
  const known = kinds.filter(isUpdateKind);
  const [only] = known;
  if (only === undefined) return ignore('unknown-kind');
  if (known.length > 1) return ignore('several-kinds');
  return routed(update, only);
}

function routed(update: RawUpdate, kind: UpdateKind): ClassifiedUpdate {
  const updateId = update.update_id;
  const { route, reason } = ruleOf(kind);
  const key = orderingKeyOf(kind, update[kind]);
  if (route === 'ignored') {
    return { update, updateId, kind, route, key: key ?? `update-${updateId}`, ...(reason && { reason }) };
  }
  if (key === undefined) {
    throw new UpdateError('E_UPDATE_INCOMPLETE', `The ${kind} names neither a chat nor a user.`, {
      path: `${kind}.chat.id`,
    });
  }
  return { update, updateId, kind, route, key };
}
