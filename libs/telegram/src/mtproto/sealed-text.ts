import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * The key that logins are sealed with, derived from the bot's token like the one of member hashes: no further secret has to be
 * kept, and the key does not lie beside what it protects.
 */
export function sealingKey(botToken: string): Buffer {
  return Buffer.from(hkdfSync('sha256', botToken, 'analyticbot', 'mtproto-session', 32));
}

/** A text under AES-256-GCM: nonce, tag, cipher. `context` is not kept, but has to be the same for `unseal`. */
export function seal(key: Buffer, text: string, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** The text; undefined when the key or the context is another one, or the sealed bytes were changed. */
export function unseal(key: Buffer, sealed: Buffer, context: string): string | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined;
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(context))
    .setAuthTag(tag);
  try {
    const body = decipher.update(sealed.subarray(nonceBytes + tagBytes));
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
