import { createHmac } from 'node:crypto';

/**
 * The keyed hash (HMAC-SHA256, 32 bytes) under which a member is kept: the same for the same key and id, and of no use to
 * anybody without the key.
 * @param userId decimal string
 * @throws RangeError when the key is shorter than 16 bytes: ids are few enough to be guessed without one
 */
export function memberHash(key: string | Buffer, userId: string): Buffer {
  if (Buffer.byteLength(key) < 16) throw new RangeError('The key of member hashes needs at least 16 bytes.');
  return createHmac('sha256', key).update(userId).digest();
}
