/** Where a Redis server is and how to log in. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  /** Present, and empty, for `rediss://`. */
  readonly tls?: Record<string, never>;
}

/**
 * A `redis://` or `rediss://` URL as options, for libraries that take no URL.
 * @throws TypeError when it is no such URL; the message does not repeat it, for it may hold a password.
 */
export function redisOptionsFromUrl(redisUrl: string): RedisAddress {
  const url = URL.canParse(redisUrl) ? new URL(redisUrl) : undefined;
  if (!url || (url.protocol !== 'redis:' && url.protocol !== 'rediss:')) {
    throw new TypeError('The Redis URL must begin with redis:// or rediss://.');
  }
  const db = url.pathname.slice(1);
  return {
    host: url.hostname,
    port: url.port ? Number(url.port) : 6379,
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(db ? { db: Number(db) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}
