import { InvalidPayloadError, PayloadTooLargeError } from './messaging.errors.js';
import type { Schema } from './contract.js';

/** The value as the schema sees it. @throws InvalidPayloadError with the schema's error as its cause */
export function parsePayload<T>(pattern: string, schema: Schema<T>, value: unknown): T {
  try {
    return schema.parse(value);
  } catch (error) {
    throw new InvalidPayloadError(pattern, error);
  }
}

/** Of a character of a string in UTF-8. */
const mostBytes = 3;

/** The value as JSON. @throws InvalidPayloadError when it has none, PayloadTooLargeError above `limit` bytes */
export function toJson(pattern: string, value: unknown, limit: number): string {
  let json: string;
  try {
    json = JSON.stringify(value) ?? 'null';
  } catch (error) {
    throw new InvalidPayloadError(pattern, error);
  }
  if (json.length * mostBytes <= limit) return json; // it cannot be longer, which spares counting
  const bytes = Buffer.byteLength(json);
  if (bytes > limit) throw new PayloadTooLargeError(pattern, bytes, limit);
  return json;
}
