import { parseArgs } from 'node:util';
import type { ImportRequest } from './import-export.js';

/** How the import is called. */
export const importUsage = 'import --file <result.json> --channel <-100…>   (DATABASE_URL says where to)';

/** The request that command line arguments make; undefined when they make none. */
export function importRequestOf(args: readonly string[]): ImportRequest | undefined {
  try {
    const options = { file: { type: 'string' }, channel: { type: 'string' } } as const;
    const { file, channel } = parseArgs({ args: withNegativeValues(args), options }).values;
    return file === undefined || channel === undefined ? undefined : { file, channelId: channel };
  } catch {
    return undefined;
  }
}

/** A channel's id begins with a dash, as options do: it is bound to its option. */
function withNegativeValues(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const next = args[index + 1];
    if (arg === '--channel' && next !== undefined && /^-\d+$/.test(next)) return [`--channel=${next}`];
    return /^-\d+$/.test(arg) && args[index - 1] === '--channel' ? [] : [arg];
  });
}
