/** What PostgreSQL says, in any language: the routine, or the code of a statement that the session does not know. */
const unknownStatement = '26000';
const planCheck = 'RevalidateCachedQuery';

/**
 * Whether a prepared statement can't be run in this session any more: a migration changed what it gives ("cached plan must not change
 * result type"), or somebody deallocated it. Nothing was done; preparing it anew helps.
 */
export function isStalePlan(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, routine } = error as { readonly code?: unknown; readonly routine?: unknown };
  return code === unknownStatement || routine === planCheck;
}
