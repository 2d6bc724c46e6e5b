/** Injection token of the key under which members are hashed: a `Buffer` of 32 bytes. */
export const MEMBER_HASH_KEY = Symbol('member-hash-key');
