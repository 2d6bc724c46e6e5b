const longest = 500;

/** An error in one bounded line, with its code and its cause where it has them. */
export function describeError(error: unknown): string {
  const text = describe(error);
  const cause =
    error instanceof Error && error.cause !== undefined ? `; cause: ${describe(error.cause)}` : '';
  return `${text}${cause}`.slice(0, longest);
}

function describe(error: unknown): string {
  if (error instanceof Error) return `${codeOf(error) ?? error.name}: ${error.message}`;
  if (typeof error === 'object' && error !== null) {
    const { message } = error as { message?: unknown };
    return `${codeOf(error) ?? 'error'}: ${typeof message === 'string' ? message : 'without a message'}`;
  }
  return String(error);
}

/** An error's own code, if it has one. */
export function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
