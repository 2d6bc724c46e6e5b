import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { InvalidOptionError } from '../caching.errors.js';
import type { ValueCipher } from '../layers/entry.js';

/** One key, and the name by which sealed values tell which one they need. */
export interface CacheKey {
  /** 1 to 16 characters of `A-Z a-z 0-9 _ -`; never used again for another key. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** The keys of sensitive groups: the first seals, all of them open. */
export interface EncryptionOptions {
  readonly keys: readonly CacheKey[];
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;

/**
 * Keys derived from one secret by HKDF-SHA-256, one a version: raise the versions' first number to rotate, and keep the older ones
 * for as long as their values live.
 */
export function deriveCacheKeys(secret: string, salt: string, versions: readonly number[]): CacheKey[] {
  return versions.map((version) => ({
    id: `v${version}`,
    key: Buffer.from(hkdfSync('sha256', secret, salt, `cache-values-v${version}`, keyBytes)),
  }));
}

/** Seals values with AES-256-GCM: a fresh nonce a value, and what belongs to it authenticated along. */
export class KeyRing implements ValueCipher {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly first: CacheKey;

  /** Throws an `InvalidOptionError`, which never shows a key. */
  constructor({ keys }: EncryptionOptions) {
    const [first] = keys;
    if (first === undefined) throw new InvalidOptionError('encryption', 'at least one key is needed');
    for (const { id, key } of keys) {
      if (!/^[A-Za-z0-9_-]{1,16}$/.test(id))
        throw new InvalidOptionError('encryption', 'a key has an id of 1 to 16 A-Z a-z 0-9 _ -');
      if (key.length !== keyBytes) throw new InvalidOptionError('encryption', 'a key has 32 bytes');
    }
    this.first = first;
    this.keys = new Map(keys.map(({ id, key }) => [id, key]));
    if (this.keys.size !== keys.length) throw new InvalidOptionError('encryption', "keys' ids must differ");
  }

  /** `id.base64url(nonce, ciphertext, tag)`. */
  seal(json: string, about: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.first.key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(about));
    const sealed = Buffer.concat([nonce, cipher.update(json, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${this.first.id}.${sealed.toString('base64url')}`;
  }

  open(sealed: string, about: string): string | undefined {
    const dot = sealed.indexOf('.');
    const key = this.keys.get(sealed.slice(0, Math.max(dot, 0)));
    const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
    if (key === undefined || bytes.length < nonceBytes + tagBytes) return undefined;
    const opener = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    opener.setAAD(Buffer.from(about));
    opener.setAuthTag(bytes.subarray(bytes.length - tagBytes));
    try {
      const json = opener.update(bytes.subarray(nonceBytes, bytes.length - tagBytes));
      return Buffer.concat([json, opener.final()]).toString('utf8');
    } catch {
      // Not sealed by this key, or not for this place: to the caller the same as no value.
      return undefined;
    }
  }
}
