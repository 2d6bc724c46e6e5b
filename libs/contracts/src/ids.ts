import { z } from 'zod';

/**
 * A Telegram id as a decimal string within 64 bits, such as `"-1001234567890"`.
 * Ids never travel as JavaScript numbers: beyond 2^53 those would silently name somebody else.
 */
export const telegramId = z
  .string()
  .regex(/^-?[1-9]\d{0,18}$/, 'expected a Telegram id: a decimal number written as a string');

/** A post's number within its channel. */
export const messageId = z.number().int().positive();

/** A moment as ISO 8601 in UTC, such as `"2026-11-23T10:15:00.000Z"`. */
export const instant = z.iso.datetime();
