import type { z } from 'zod';
import { ConfigError } from './config.errors.js';

/** Variables as the process got them; an empty text counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads one service's settings from the environment.
 * @throws ConfigError naming every missing or wrong variable with its rule, never with its value.
 */
export function readConfig<T>(schema: z.ZodType<T>, environment: Environment = process.env): T {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const variable = String(issue.path[0] ?? 'environment');
      return { variable, rule: set[variable] === undefined ? `is missing: ${issue.message}` : issue.message };
    }),
  );
}
