import { type z } from 'zod';
import { badRequest } from '../bot-api.errors.js';

/** A file of a multipart body. */
export interface UploadedFile {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

/**
 * The arguments of one call. However they came (query, JSON, form, multipart), each is a string, as in Telegram's own
 * server: objects are JSON texts.
 */
export class MethodArguments {
  constructor(
    readonly values: ReadonlyMap<string, string>,
    readonly files: ReadonlyMap<string, UploadedFile> = new Map(),
  ) {}

  /** Arguments from a parsed JSON object (or one that a bot wrote into its webhook answer). */
  static from(object: Readonly<Record<string, unknown>>): MethodArguments {
    return new MethodArguments(
      new Map(
        Object.entries(object).flatMap(([key, value]) => {
          const text = argumentText(value);
          return text === undefined ? [] : [[key, text] as const];
        }),
      ),
    );
  }

  /** '' when it is not given. */
  text(name: string): string {
    return this.values.get(name) ?? '';
  }

  has(name: string): boolean {
    return this.text(name) !== '';
  }

  /** A whole number within [min, max]; a missing or malformed one is `fallback`, one outside is clamped. */
  integer(
    name: string,
    fallback: number,
    min = Number.MIN_SAFE_INTEGER,
    max = Number.MAX_SAFE_INTEGER,
  ): number {
    const text = this.text(name).trim();
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : fallback;
    return Math.min(max, Math.max(min, value));
  }

  /** true, yes, 1, in any letter case. */
  flag(name: string): boolean {
    return ['true', 'yes', '1'].includes(this.text(name).trim().toLowerCase());
  }

  /** A JSON argument; undefined when it is not given. @throws BotApiError (400) with `complaint` when it does not fit. */
  json<Schema extends z.ZodType>(
    name: string,
    schema: Schema,
    complaint: string,
  ): z.output<Schema> | undefined {
    if (!this.has(name)) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(this.text(name));
    } catch {
      throw badRequest(complaint);
    }
    const result = schema.safeParse(value);
    if (!result.success) throw badRequest(complaint);
    return result.data;
  }
}

/** An argument as a string; undefined for null and undefined. */
export function argumentText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
