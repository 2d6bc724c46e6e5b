import { z } from 'zod';

const coded = z.object({ code: z.string() });

/** The `code` of a Node error ('ENOENT', 'ECONNREFUSED', …); undefined when it has none. */
export function errorCode(error: unknown): string | undefined {
  return coded.safeParse(error).data?.code;
}
